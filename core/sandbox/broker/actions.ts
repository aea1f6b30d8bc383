import { isDeeper } from '../../base/is-deeper.ts'
import { MAX_DEPTH, MAX_MESSAGE_BYTES } from '../protocol.ts'
import { textOf } from './arguments.ts'
import { PowerError, type PowersOf } from './power.ts'
import { notGranted } from './refusal.ts'

export type CallAction = (from: string, action: string, input: unknown, isDry: boolean) => Promise<unknown>

/** Calls of other plugins' actions, each granted by its whole name; a plugin's own need no grant. */
export function createActionPowers(call: CallAction): PowersOf<'actions'> {
  return {
    'actions.call': async (asker, [given, input, isDry]) => {
      const action = textOf(given, 'The name of an action')
      const isOwn = action.startsWith(`${asker.plugin}.`)
      if (!isOwn && !asker.grants().actions?.includes(action)) throw notGranted(asker.plugin, 'actions', action)
      if (isDry !== true) asker.used('actions', action)
      const value = await call(asker.plugin, action, input, isDry === true).catch((error: unknown) => {
        throw new PowerError('Error', error instanceof Error ? error.message : String(error))
      })
      if (isDeeper(value, MAX_DEPTH)) throw tooMuch(action, `nested deeper than ${MAX_DEPTH} levels`)
      if (bytesOf(value) > MAX_MESSAGE_BYTES) throw tooMuch(action, `longer than ${MAX_MESSAGE_BYTES / 1024} KiB`)
      return value === undefined ? {} : { value }
    },
  }
}

/** Read again and written again, an answer may be longer than what the other plugin sent. */
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '')

const tooMuch = (action: string, how: string) => new PowerError('RangeError', `The answer of ${action} is ${how}`)
