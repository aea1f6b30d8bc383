import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import { fixtureOf } from './events.ts'
import type { Outcome } from './outcome.ts'
import { prepare, type RehearseOptions } from './prepared.ts'
import { createRehearsal } from './rehearsal.ts'

/** A plugin in its real sandbox, for the tests of its author. */
export type Rehearsed = {
  /** Hands in the canonical event of a type, with some fields of its payload and envelope put differently; answers what the plugin did. */
  send(type: EventType, payload?: Readonly<Record<string, unknown>>, envelope?: Partial<UnifiedEvent>): Promise<Outcome>
  /** Calls one of its actions. */
  act(action: string, input?: unknown): Promise<Outcome & { readonly answer?: unknown }>
  /** Has it look at the event before others would get it; `hide` says why these are not to. */
  intercept(
    type: EventType,
    payload?: Readonly<Record<string, unknown>>,
    envelope?: Partial<UnifiedEvent>,
  ): Promise<Outcome & { readonly hide?: string }>
  /**
   * Has its `fetch` answer a request as admin: `ask('POST', '/', { title: 'Lights' })`, with the path below the mount. Neither routes nor schemas are looked at.
   */
  ask(method: string, path: string, body?: unknown): Promise<Outcome & { readonly status?: number; readonly body?: unknown }>
  /** Lets so many milliseconds pass on the plugin's virtual clock; answers what its timers did. At most a day at a time. */
  advance(ms: number): Promise<Outcome>
  /** To be called at the end of the test. */
  stop(): Promise<void>
}

/** Starts the plugin in a folder in its sandbox, with what it asks for granted. Rejects with what the host would say of it. */
export async function rehearse(folder: string, options: RehearseOptions = {}): Promise<Rehearsed> {
  const { deliver, act, fetch, intercept, advance, stop } = await createRehearsal(await prepare(folder, options))
  return {
    async ask(method, path, body) {
      const headers = [['content-type', 'application/json'] as const, ['showrunner-role', 'admin'] as const]
      const { answer, ...outcome } = await fetch({
        ...{ url: `http://plugin${path}`, method, headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { ...outcome, ...(answer && { status: answer.status, body: read(answer.body) }) }
    },
    send: async (type, payload, envelope) => deliver(await fixtureOf(type, payload, envelope)),
    act: (action, input = {}) => act(action, input),
    intercept: async (type, payload, envelope) => intercept(await fixtureOf(type, payload, envelope)),
    advance,
    stop,
  }
}

/** JSON as what it says; any other text as it is. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
