import type { JsonSchema } from '../routes/route.ts'

/** A definition of `schemas/api/<area>.v1.schema.json`. */
export function ref(area: string, definition: string): JsonSchema {
  return { $ref: `api/${area}.v1.schema.json#/definitions/${definition}` }
}

/** `?limit=`, as every list takes it. */
export const LIMIT = { type: 'integer', minimum: 1, maximum: 1000, description: 'How many at most; 100 unless said' } as const

/** `?cursor=`: the `next` of the page before. */
export const CURSOR = { type: 'string', minLength: 1, maxLength: 200, description: '`next` of the page before' } as const

export const EVENT_TYPE: JsonSchema = { $ref: 'unified-event.v1.schema.json#/definitions/EventType' }
