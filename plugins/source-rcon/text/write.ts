import { PermanentError } from '#sdk/failures'
import { fillWithin } from '#sdk/fill-within'
import type { Values } from '#sdk/template'
import { asArgument } from './encode.ts'
import { flawOf } from './place.ts'

/** A console line has 512 bytes. */
const MAX_BYTES = 510

/** Writes the command that a template says of an event, as short as the server reads. What it answers throws PermanentError for a template with a flaw. */
export function createWriter(textCommands: readonly string[]) {
  return (template: string, values: Values): string => {
    const flaw = flawOf(template, textCommands)
    if (flaw) throw new PermanentError(flaw)
    return fillWithin(template.trim(), values, { encode: asArgument, maxBytes: MAX_BYTES })
  }
}
