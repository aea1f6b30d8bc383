import type { Clock } from '../clock.ts'
import type { Told } from '../link/link.ts'
import type { Ask } from '../link/requests.ts'

/** What is played: a file through the plugin's own media source, or a media source that is there. `volume` is 0 to 100. */
export type Play = { readonly file?: string; readonly input?: string; readonly volume?: number; readonly wait?: boolean }
export type Played = { readonly input: string; readonly hasEnded: boolean; readonly durationMs: number }

type Parts = {
  readonly ask: Ask
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** The name of the source that files are played by, which stands in the scene on air afterwards. */
  readonly ready: () => Promise<string>
}

/** Shorter than this nobody hears; OBS tells of a file that it cannot read as one that ended at once. */
const SHORTEST_MS = 40
/** An action has a minute; what plays longer goes on without being waited for. */
const LONGEST_WAIT_MS = 50_000
const START_MS = 5000
const MAX_WAITING = 20

/** One of an input: it waits for its first sound, then for its last. */
type Playing = { startedAt: number | undefined; readonly end: (how: 'ended' | 'cut') => void; readonly started: () => void }

/** Plays one after the other on each input; more than 20 that wait are refused. */
export function createPlayer({ ask, clock, ready }: Parts) {
  const playing = new Map<string, Playing>()
  const queues = new Map<string, { waiting: number; last: Promise<unknown> }>()

  async function play({ file, input, volume, wait = true }: Play): Promise<Played> {
    const inputName = file === undefined ? (input ?? '') : await ready()
    const queue = queues.get(inputName) ?? { waiting: 0, last: Promise.resolve() }
    if (queue.waiting >= MAX_WAITING) throw new Error(`${MAX_WAITING} sounds wait for "${inputName}" already`)
    queues.set(inputName, queue)
    queue.waiting += 1
    const turn = queue.last.then(() => playNow(inputName, { file, volume }))
    queue.last = turn.then((run) => run.ended).catch(() => {})
    void queue.last.then(() => {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(inputName)
    })
    const run = await turn
    if (!wait) return { input: inputName, hasEnded: false, durationMs: 0 }
    return run.ended
  }

  async function playNow(inputName: string, { file, volume }: { file: string | undefined; volume: number | undefined }) {
    if (volume !== undefined) await ask('SetInputVolume', { inputName, inputVolumeMul: volume / 100 })
    if (file !== undefined)
      await ask('SetInputSettings', { inputName, inputSettings: { is_local_file: true, local_file: file, looping: false } })
    const run = begin(inputName)
    await ask('TriggerMediaInputAction', { inputName, mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART' }).catch((error: unknown) => {
      run.forget()
      throw error
    })
    // Whoever does not wait for it does not hear of its end either.
    run.ended.catch(() => {})
    return run
  }

  function begin(inputName: string) {
    playing.get(inputName)?.end('cut')
    const from = clock.now()
    let cancel = () => {}
    let forget = () => {}
    const ended = new Promise<Played>((resolve, reject) => {
      const settle = (hasEnded: boolean) => {
        forget()
        const durationMs = Math.round(clock.now() - (one.startedAt ?? from))
        if (hasEnded && durationMs < SHORTEST_MS)
          reject(new Error(`OBS cannot play it on "${inputName}": the file is missing, empty or of a kind it does not know`))
        else resolve({ input: inputName, hasEnded, durationMs })
      }
      const one: Playing = {
        startedAt: undefined,
        end: (how) => settle(how === 'ended'),
        started() {
          // A restart is told twice; it counts from the second.
          one.startedAt = clock.now()
          cancel()
          cancel = clock.after(LONGEST_WAIT_MS, () => settle(false))
        },
      }
      forget = () => {
        cancel()
        if (playing.get(inputName) === one) playing.delete(inputName)
      }
      cancel = clock.after(START_MS, () => {
        forget()
        reject(new Error(`"${inputName}" did not begin to play within ${START_MS / 1000} s`))
      })
      playing.set(inputName, one)
    })
    return { ended, forget }
  }

  return {
    play,
    async stop(inputName: string): Promise<void> {
      playing.get(inputName)?.end('cut')
      await ask('TriggerMediaInputAction', { inputName, mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_STOP' })
    },
    /** The line is gone: nobody will tell of an end. */
    abandon(): void {
      for (const one of [...playing.values()]) one.end('cut')
    },
    told: {
      MediaInputPlaybackStarted: ({ inputName }) => playing.get(inputName)?.started(),
      MediaInputPlaybackEnded({ inputName }) {
        const one = playing.get(inputName)
        // An end before any beginning is that of what played before.
        if (one?.startedAt !== undefined) one.end('ended')
      },
    } satisfies Partial<Told>,
  }
}
