import type { Clock } from '#sdk/clock'

/** `hasEnded` is false for what was cut off, and for what plays longer than anybody waits. */
export type Played = { readonly input: string; readonly hasEnded: boolean; readonly durationMs: number }

export type Playing = ReturnType<typeof createPlaying>

type Parts = { readonly inputName: string; readonly clock: Pick<Clock, 'now' | 'after'>; readonly forget: () => void }

/** An action has a minute; what plays longer goes on without being waited for. */
const LONGEST_WAIT_MS = 50_000

/** One run of a media source, from when it is asked for to its end. */
export function createPlaying({ inputName, clock, forget }: Parts) {
  let from = clock.now()
  let over: 'ended' | 'cut' | undefined
  let resolve: (played: Played) => void = () => {}
  const ended = new Promise<Played>((done) => {
    resolve = done
  })

  function end(how: 'ended' | 'cut') {
    if (over) return
    over = how
    cancel()
    forget()
    resolve({ input: inputName, hasEnded: how === 'ended', durationMs: Math.round(clock.now() - from) })
  }

  const cancel = clock.after(LONGEST_WAIT_MS, () => end('cut'))
  return {
    ended,
    end,
    over: () => over,
    /** A restart is told twice; it counts from the last. */
    started() {
      from = clock.now()
    },
  }
}
