import type { KeyValue } from '#sdk'

/** How a viewer's words sound. */
export type Voice = { readonly voice?: string; readonly provider?: string; readonly speed?: number }

const BLOCKED = 'blocked:'
const VOICES = 'voice:'
const MAX_LISTED = 1000
/** As many as speak within a cool-down; beyond that the first may speak again sooner. */
const MAX_COOLING = 2000

/** What is known of viewers: who is not spoken, in which voice, and who has just been. The first two are kept. */
export async function openPeople(kv: Pick<KeyValue, 'get' | 'set' | 'delete' | 'list'>, now: () => number) {
  const blocked = new Set((await kv.list(BLOCKED)).map((key) => key.slice(BLOCKED.length)))
  const voices = new Map<string, Voice>()
  for (const key of (await kv.list(VOICES)).slice(0, MAX_LISTED)) voices.set(key.slice(VOICES.length), Object(await kv.get(key)))
  const spoke = new Map<string, number>()

  function full(size: number): void {
    if (size >= MAX_LISTED) throw new RangeError(`At most ${MAX_LISTED} viewers can be listed; take some off first`)
  }

  return {
    isBlocked: (userId: string | undefined) => userId !== undefined && blocked.has(userId),
    async block(userId: string): Promise<void> {
      full(blocked.size)
      blocked.add(userId)
      await kv.set(BLOCKED + userId, true)
    },
    async unblock(userId: string): Promise<void> {
      blocked.delete(userId)
      await kv.delete(BLOCKED + userId)
    },
    blocked: () => [...blocked],
    voiceOf: (userId: string | undefined): Voice => voices.get(userId ?? '') ?? {},
    /** Without a voice, the one of everybody. */
    async setVoice(userId: string, voice: Voice | undefined): Promise<void> {
      voices.delete(userId)
      if (!voice) return kv.delete(VOICES + userId)
      full(voices.size)
      voices.set(userId, voice)
      await kv.set(VOICES + userId, voice)
    },
    /** Whether the viewer may speak now, and from then on not for a while. */
    mayChat(userId: string, coolDownMs: number): boolean {
      if (now() - (spoke.get(userId) ?? Number.NEGATIVE_INFINITY) < coolDownMs) return false
      spoke.delete(userId)
      spoke.set(userId, now())
      const [oldest] = spoke.keys()
      if (spoke.size > MAX_COOLING && oldest !== undefined) spoke.delete(oldest)
      return true
    },
  }
}

export type People = Awaited<ReturnType<typeof openPeople>>
