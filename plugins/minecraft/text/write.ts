import { PermanentError } from '#sdk/failures'
import { fillWithin } from '#sdk/fill-within'
import type { Values } from '#sdk/template'
import { asComponentText, asSaid } from './encode.ts'
import { placeOf } from './place.ts'

const MAX_BYTES = 1446
const ENCODERS = { component: asComponentText, said: asSaid, nowhere: () => '' }

/** A command as the console takes it. */
export const bareCommand = (command: string) => command.trim().replace(/^\//, '')

/** The command that a template says of an event; texts are cut until it is as short as the server reads. Throws PermanentError for a template with a flaw. */
export function writeCommand(template: string, values: Values): string {
  const line = bareCommand(template)
  const place = placeOf(line)
  if (typeof place === 'object') throw new PermanentError(place.flaw)
  return fillWithin(line, values, { encode: ENCODERS[place], maxBytes: MAX_BYTES })
}
