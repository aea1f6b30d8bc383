import { join } from './audio/join.ts'
import type { Pcm } from './audio/pcm.ts'
import { resample } from './audio/resample.ts'
import { trim } from './audio/trim.ts'
import type { Budget } from './budget.ts'
import { createBreaker } from './chain-breaker.ts'
import { createTurns } from './chain-turns.ts'
import type { Provider, SpeechRequest } from './providers/provider.ts'
import { FAULTS, type Fault, ProviderError } from './providers/provider-error.ts'
import { split } from './text/split.ts'

/** A live goes on meanwhile: what asks for a longer pause is left to the next provider. */
const RETRY = { tries: 2, pauseMs: 250, longestMs: 2000 }
/** Between pieces of a text that was too long for one request. */
const SEAM_MS = 120
/** What no service counts. */
const UNCOUNTED: ReadonlySet<Fault> = new Set(['auth', 'quota', 'refused', 'busy', 'throttled'])

/** A provider with its manners: turns, time limit, second try, breaker, budget and the length of its requests. */
export type Speaker = {
  readonly provider: Provider
  /** Why it is not to be asked now, or nothing. */
  problem(): string | undefined
  /** Rejects with a ProviderError, or with the signal's reason. */
  speak(request: SpeechRequest, signal: AbortSignal): Promise<Pcm>
}

export type SpeakerParts = {
  readonly provider: Provider
  readonly budget: Budget
  readonly now: () => number
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

export function createSpeaker({ provider, budget, now, wait }: SpeakerParts): Speaker {
  const { id, limits } = provider
  const breaker = createBreaker({ now })
  const turns = createTurns(limits.concurrency)

  async function paid(request: SpeechRequest, signal: AbortSignal): Promise<Pcm> {
    const cost = [...request.text].length
    if (limits.isFree) return inTime(provider, request, signal)
    if (!(await budget.take(id, cost))) throw new ProviderError('refused', `${id} has spoken all ${budget.perDay} characters of today`)
    return inTime(provider, request, signal).catch(async (error: unknown) => {
      if (error instanceof ProviderError && UNCOUNTED.has(error.fault)) await budget.giveBack(id, cost)
      throw error
    })
  }

  async function tried(request: SpeechRequest, signal: AbortSignal): Promise<Pcm> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const pcm = await paid(request, signal)
        breaker.succeeded()
        return pcm
      } catch (error) {
        signal.throwIfAborted()
        const failure = error instanceof ProviderError ? error : new ProviderError('broken', `${id} failed`, { cause: error })
        const pauseMs = failure.retryAfterMs ?? RETRY.pauseMs
        const isOver = attempt >= RETRY.tries || !FAULTS[failure.fault].isRetried || pauseMs > RETRY.longestMs
        if (isOver) {
          breaker.failed(failure)
          throw failure
        }
        await wait(pauseMs, signal)
      }
    }
  }

  return {
    provider,
    problem: breaker.problem,
    async speak(request, signal) {
      const problem = breaker.problem()
      if (problem !== undefined) throw new ProviderError('busy', problem)
      const spoken: Pcm[] = []
      for (const text of split(request.text, limits)) spoken.push(await turns.take(() => tried({ ...request, text }, signal), signal))
      const [first] = spoken
      return first && spoken.length === 1
        ? first
        : join(
            spoken.map((pcm) => trim(resample(pcm, request.rate))),
            { gapMs: SEAM_MS },
          )
    },
  }
}

/** Ends with the signal or the provider's time, whether the provider listens to it or not. */
async function inTime(provider: Provider, request: SpeechRequest, signal: AbortSignal): Promise<Pcm> {
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new ProviderError('timeout', `${provider.id} took more than ${provider.limits.timeoutMs / 1000} s`))
  }, provider.limits.timeoutMs)
  const either = AbortSignal.any([signal, late.signal])
  let leave = () => {}
  const ended = new Promise<never>((_, reject) => {
    leave = () => reject(either.reason)
    either.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([provider.speak(request, either), ended])
  } finally {
    clearTimeout(timer)
    either.removeEventListener('abort', leave)
  }
}
