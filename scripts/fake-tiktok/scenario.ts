import type { FakeMessage } from './messages.ts'
import type { FakeTikTok, Refusal } from './server.ts'

/** One thing that happens on the fake TikTok. */
export type Step =
  | { readonly does: 'push'; readonly messages: readonly FakeMessage[]; readonly gzip?: boolean }
  | { readonly does: 'frame'; readonly bytes: Uint8Array | string }
  | { readonly does: 'wait'; readonly ms: number }
  /** Until a client is in the room, as often as it takes. */
  | { readonly does: 'waitForClient' }
  | { readonly does: 'drop' }
  | { readonly does: 'be'; readonly presence: FakeTikTok['room']['presence'] }
  | { readonly does: 'refuse'; readonly refusal?: Refusal }
  | { readonly does: 'say'; readonly line: string }

export type ScenarioParts = {
  readonly messages: FakeTikTok['messages']
  readonly random: () => number
  /** Messages a second. */
  readonly rate: number
}

/** What happens, step by step; endless unless it ends by itself. */
export type Scenario = { readonly about: string; readonly steps: (parts: ScenarioParts) => Generator<Step, void> }

export type PlayOptions = {
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Plays the steps until they end or the signal aborts. */
export async function play(fake: FakeTikTok, steps: Iterable<Step>, { wait, say, signal }: PlayOptions): Promise<void> {
  for (const step of steps) {
    if (signal.aborted) return
    if (step.does === 'push') fake.push(step.messages, { gzip: step.gzip ?? false })
    else if (step.does === 'frame') fake.frame(step.bytes)
    else if (step.does === 'drop') fake.drop()
    else if (step.does === 'be') fake.room.presence = step.presence
    else if (step.does === 'refuse') fake.refuse(step.refusal)
    else if (step.does === 'say') say(step.line)
    else if (step.does === 'wait') await wait(step.ms, signal)
    else await Promise.race([fake.until(() => fake.connected() > 0), aborted(signal)])
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
