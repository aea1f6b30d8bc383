import type { Clock } from '#sdk/clock'
import { createHold, type Verdict, type Wish } from './hold.ts'
import { createWriter } from './writer.ts'

/** What a channel holds, and what comes back afterwards. */
export type Held<T> = { readonly value: T; readonly back: T }

type Parts<T> = {
  /** As it is in OBS now. */
  readonly read: () => Promise<T>
  readonly write: (value: T) => Promise<void>
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** For who keeps it until it is back; undefined when there is nothing to bring back any more. */
  readonly onHeld: (held: Held<T> | undefined) => void
  /** What comes by itself could not be written. What was asked for tells who asked. */
  readonly onFault: (error: unknown) => void
}

/** OBS tells of a change after a transition, and of several only once. */
const ECHO_MS = 5000
const MAX_ECHOES = 32

export type Channel<T> = ReturnType<typeof createChannel<T>>

/** One thing of OBS that can be one way or another: the scene on air, whether a source is shown, whether a filter is on. */
export function createChannel<T>({ read, write, clock, onHeld, onFault }: Parts<T>) {
  let echoes: { readonly value: T; readonly at: number }[] = []
  let writing: Promise<void> = Promise.resolve()
  let owed: Held<T> | undefined
  let isAsked = false
  let returning: Held<T> | undefined
  const writer = createWriter<T>({
    clock,
    async write(value) {
      // OBS tells late what somebody else changed, so it is looked at once more before anything comes back over it.
      if (returning && (await read()) !== returning.value) return
      echoes = [...echoes, { value, at: clock.now() }].slice(-MAX_ECHOES)
      await write(value)
    },
  })
  const hold = createHold<T>({ clock, want })

  function want(value: T) {
    const before = owed
    const isOwn = !isAsked
    note(hold.held())
    returning = isOwn && !owed ? before : undefined
    const turn = writer.want(value)
    writing = turn
    turn.catch((error: unknown) => {
      if (writing !== turn) return
      // What could not be brought back is brought back later; what could not be shown is not held.
      note(hold.held() ? undefined : before)
      hold.release()
      if (isOwn) onFault(error)
    })
  }

  function note(held: Held<T> | undefined) {
    owed = held
    onHeld(held)
  }

  /** Whether it is the echo of what was written here; with the last of several the others are gone as well. */
  function isEcho(value: T): boolean {
    const fresh = echoes.filter(({ at }) => clock.now() - at < ECHO_MS)
    const index = fresh.findLastIndex((echo) => echo.value === value)
    echoes = fresh.slice(index + 1)
    return index >= 0
  }

  return {
    /** Rejects when OBS refused. */
    async ask(wish: Wish<T>): Promise<Verdict> {
      const back = hold.held()?.back ?? (await read())
      isAsked = true
      const verdict = hold.ask(wish, back)
      isAsked = false
      if (verdict === 'now') await writing
      return verdict
    },
    /** OBS says how it is now. When somebody else made it so, that counts, and nothing comes back over it. */
    noticed(value: T): void {
      if (isEcho(value) || owed?.value === value) return
      hold.release()
      note(undefined)
    },
    /** Ends what is held; resolves when what was before is back. */
    async end(): Promise<void> {
      hold.end()
      await writing
    },
    isHolding: () => hold.held() !== undefined,
  }
}
