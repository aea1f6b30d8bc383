import unifiedEvent from '../../schemas/unified-event.v1.schema.json' with { type: 'json' }
import { nearest } from './nearest.ts'

type Node = {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly allOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}

/** Why no event of this type has a field at this path, such as `payload.giftName`, and which one was meant; undefined when some may have it. */
export function problemOfField(eventType: string, path: string): string | undefined {
  // A JSON Schema of draft 7; where it says only `true`, it says nothing of fields.
  const definitions = unifiedEvent.definitions as unknown as Readonly<Record<string, Node>>
  const name = `${eventType.charAt(0).toUpperCase()}${eventType.slice(1)}Event`
  let fields = fieldsOf([definitions.EventEnvelope, definitions[name]], definitions)
  const keys = path.split('.')
  for (const [index, key] of keys.entries()) {
    // What the schema says nothing of may hold anything.
    if (fields.size === 0) return undefined
    const next = fields.get(key)
    if (!next) {
      const meant = nearest(key, [...fields.keys()])
      const suggested = meant && [...keys.slice(0, index), meant, ...keys.slice(index + 1)].join('.')
      return `is in no ${eventType} event${suggested ? `; did you mean "${suggested}"?` : `; there are ${[...fields.keys()].join(', ')}`}`
    }
    fields = fieldsOf(next, definitions)
  }
  return undefined
}

/** The fields that these say an object may have, with what each says of them. */
function fieldsOf(nodes: readonly (Node | undefined)[], definitions: Readonly<Record<string, Node>>): Map<string, readonly Node[]> {
  const fields = new Map<string, readonly Node[]>()
  for (const node of nodes) {
    const { $ref, properties = {}, allOf = [], anyOf = [], oneOf = [] } = node ?? {}
    for (const [key, field] of Object.entries(properties)) fields.set(key, [...(fields.get(key) ?? []), field])
    const more = [...allOf, ...anyOf, ...oneOf, ...($ref === undefined ? [] : [definitions[$ref.split('/').at(-1) ?? '']])]
    for (const [key, found] of more.length > 0 ? fieldsOf(more, definitions) : []) fields.set(key, [...(fields.get(key) ?? []), ...found])
  }
  return fields
}
