import { PermanentError } from '#sdk/failures'
import { fill, type Values } from '#sdk/template'
import { asComponentText, asSaid } from './encode.ts'
import { placeOf } from './place.ts'

const ENCODERS = { component: asComponentText, said: asSaid, nowhere: () => '' }
const CUTS = [200, 100, 50, 25, 12]

/** The command that a template says of an event; texts are cut until it is as short as the server reads. Throws PermanentError for a template with a flaw. */
export function writeCommand(template: string, values: Values, maxBytes = 1446): string {
  const line = template.trim().replace(/^\//, '')
  const place = placeOf(line)
  if (typeof place === 'object') throw new PermanentError(place.flaw)
  const encode = ENCODERS[place]
  const cutTo = (chars: number) => fill(line, values, (text) => encode(Array.from(text).slice(0, chars).join('')))
  const tries = CUTS.map(cutTo)
  return tries.find((command) => sizeOf(command) <= maxBytes) ?? tries.at(-1) ?? line
}

const sizeOf = (text: string) => new TextEncoder().encode(text).length
