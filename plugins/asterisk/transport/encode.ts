import { PermanentError } from '#sdk/failures'
import type { CallSettings } from '../settings.ts'
import type { Call } from './transport.ts'

/** What Asterisk is told of a call. Of none of it Asterisk could read more than a word: no newline, comma, bracket, $, ; or space. */
export type Encoded = {
  readonly id: string
  readonly dial: string
  readonly number: string
  readonly audio: string
  readonly callerId: string
  readonly context: string
}

/** One value of a call file, an AMI header or an ARI field each. Throws PermanentError, which names what is wrong and not what it says. */
export function encode(
  { id, number, audio }: Call,
  { dial, callerId, context }: Pick<CallSettings, 'dial' | 'callerId' | 'context'>,
): Encoded {
  const digits = demand(number, /^\+?[0-9]{3,15}$/, 'A phone number')
  return {
    id: demand(id, /^[A-Za-z0-9_-]{1,64}$/, 'The name of a call'),
    number: digits,
    dial: demand(dial, /^[A-Za-z0-9_]+\/[A-Za-z0-9_.+{}@/-]{1,100}$/, 'The setting "dial"').replaceAll('{number}', digits),
    audio: demand(audio, /^\/[A-Za-z0-9_./-]{1,400}$/, 'The folder for sounds (letters, digits, . _ - only; see the setting "sounds")'),
    callerId: demand(callerId, /^(\+?[0-9]{3,15})?$/, 'The setting "callerId"'),
    context: demand(context, /^[A-Za-z0-9_-]{1,79}$/, 'The setting "context"'),
  }
}

function demand(value: string, form: RegExp, what: string): string {
  // A $ fits before a newline at the end, too, in other engines; here it fits the end alone.
  if (form.test(value)) return value
  throw new PermanentError(`${what} cannot be handed to Asterisk as it is`)
}
