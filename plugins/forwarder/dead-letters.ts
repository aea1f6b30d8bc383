import type { KeyValue, UnifiedEvent } from '#sdk'
import { type Item, MOST_EVENT_BYTES } from './parcel.ts'

/** An event that was not taken. */
export type DeadLetter = {
  readonly id: string
  readonly target: string
  readonly stage: 'encode' | 'forward'
  readonly reason: 'too-large' | 'refused' | 'tries'
  /** What the other side said, one sentence. */
  readonly error: string
  /** Without its payload when it is too large, or fills the plugin's storage. */
  readonly payload: UnifiedEvent | Omit<UnifiedEvent, 'payload'>
  /** ISO 8601. */
  readonly failedAt: string
}

const MOST = 200
/** What an action may answer is little more. */
const MOST_TOLD_CHARS = 100_000

/** What a target did not take: the 200 latest, kept over restarts. */
export function createDeadLetters(target: string, kv: KeyValue) {
  // In order of acceptance.
  const keyOf = (id: string) => `dead:${target}:${id}`
  const keys = () => kv.list(`dead:${target}:`)

  async function keepLatest(most: number) {
    const all = await keys()
    for (const key of all.slice(0, Math.max(0, all.length - most))) await kv.delete(key)
  }

  return {
    count: async () => (await keys()).length,
    async list(): Promise<readonly DeadLetter[]> {
      const letters: unknown[] = []
      for (const key of await keys()) letters.push(await kv.get(key))
      // Only this file writes there.
      return letters.filter(Boolean) as readonly unknown[] as readonly DeadLetter[]
    },
    async add({ event, bytes }: Item, letter: Pick<DeadLetter, 'stage' | 'reason' | 'error' | 'failedAt'>): Promise<void> {
      const id = String(event.seqNo).padStart(16, '0')
      const { payload: _, original: __, ...head } = event
      // A value holds as much as an event may have, and the letter is around it.
      const payload = bytes > MOST_EVENT_BYTES - 4096 ? head : event
      const whole: DeadLetter = { id, target, ...letter, payload }
      // What fills the plugin's storage must not stop the stream.
      await kv.set(keyOf(id), whole).catch(async () => {
        await keepLatest(MOST / 10)
        await kv.set(keyOf(id), { ...whole, payload: head })
      })
      await keepLatest(MOST)
    },
    drop: (id: string) => kv.delete(keyOf(id)),
  }
}

export type DeadLetters = ReturnType<typeof createDeadLetters>

/** The latest of these, as many as one answer holds. */
export function tellable(letters: readonly DeadLetter[]): readonly DeadLetter[] {
  let chars = 0
  const from = letters.findLastIndex((letter) => {
    chars += JSON.stringify(letter).length
    return chars > MOST_TOLD_CHARS
  })
  return letters.slice(from + 1)
}
