import type { Budget } from './budget.ts'
import { createSpeaker, type Speaker, type SpeakerParts } from './chain-speaker.ts'
import type { Provider } from './providers/provider.ts'
import { ProviderError } from './providers/provider-error.ts'
import { SpeechError } from './speech-error.ts'
import type { ProviderStatus } from './utterance.ts'

export type Chain = {
  /**
   * Has the first provider that can do the work: the asked one, then the others in order. Rejects with a SpeechError that says what each had against it, and
   * with the signal's reason.
   */
  first<T>(asked: string | undefined, work: (speaker: Speaker, isAsked: boolean) => Promise<T>, signal: AbortSignal): Promise<T>
  status(): Promise<readonly ProviderStatus[]>
}

export type ChainParts = Omit<SpeakerParts, 'provider'> & {
  /** In the order that they are asked. */
  readonly providers: readonly Provider[]
  readonly budget: Budget
  /** Somebody else spoke: told once until the provider speaks again. */
  readonly failed: (provider: string, sentence: string) => void
}

export function createChain({ providers, failed, ...parts }: ChainParts): Chain {
  const speakers = providers.map((provider) => createSpeaker({ provider, ...parts }))
  const told = new Set<string>()

  function inOrder(asked: string | undefined): readonly Speaker[] {
    const wanted = speakers.filter(({ provider }) => provider.id === asked)
    return [...wanted, ...speakers.filter((speaker) => !wanted.includes(speaker))]
  }

  function tell(id: string, sentence: string) {
    if (!told.has(id)) failed(id, sentence)
    told.add(id)
  }

  return {
    async first(asked, work, signal) {
      const order = inOrder(asked)
      const reasons: string[] = []
      for (const speaker of order) {
        signal.throwIfAborted()
        const { id } = speaker.provider
        try {
          const done = await work(speaker, asked === undefined ? speaker === order[0] : id === asked)
          told.delete(id)
          return done
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error
          reasons.push(error.message)
          tell(id, error.message)
        }
      }
      throw reasons.length > 0 ? new SpeechError('nobody', `Nobody could say it: ${reasons.join('. ')}`) : new SpeechError('unset', NOBODY)
    },
    status: () => Promise.all(speakers.map((speaker) => statusOf(speaker, parts.budget))),
  }
}

const NOBODY =
  'There is nobody who speaks: add the offline voice on the page of this plugin in the dashboard, or the key of a service in its settings'

async function statusOf({ provider, problem }: Speaker, budget: Budget): Promise<ProviderStatus> {
  const said = problem()
  const state = { id: provider.id, isReady: said === undefined, ...(said !== undefined && { problem: said }) }
  if (provider.limits.isFree) return { ...state, charactersToday: 0 }
  return { ...state, charactersToday: await budget.taken(provider.id), charactersPerDay: budget.perDay }
}
