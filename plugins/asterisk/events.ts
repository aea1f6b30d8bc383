import type { Delivery, UnifiedEvent } from '#sdk'
import { createRules } from '#sdk/rules'
import { fill, valuesOf } from '#sdk/template'
import { readRequest } from './asked/request.ts'
import type { Calls } from './calls.ts'
import type { CallSettings } from './settings.ts'

type Parts = { readonly calls: Pick<Calls, 'ask'>; readonly settings: Pick<CallSettings, 'rules' | 'language'> }

const MAX_CHARS = 1000

/** Asks for the calls that the rules want for an event. Each has a name that the event gives it, so that what comes twice is called once. */
export function createEventCalls({ calls, settings }: Parts) {
  const rulesFor = createRules(settings.rules)
  return async (event: UnifiedEvent, { idempotencyKey }: Pick<Delivery, 'idempotencyKey'>): Promise<void> => {
    // What is only spoken needs no encoding: the words go to a voice, and never to Asterisk.
    for (const [index, { number, text, priority }] of rulesFor(event).entries()) {
      const words = fill(text, valuesOf(event), (said) => said).slice(0, MAX_CHARS)
      await calls.ask(
        readRequest({ phone_number: number, text: words, priority }, settings.language),
        await nameOf(`${idempotencyKey}:${index}`),
      )
    }
  }
}

async function nameOf(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  return `event-${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
