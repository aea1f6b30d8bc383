import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCheck } from '../../core/serve/describe/check.ts'
import { readSchemaFiles } from '../../core/serve/describe/schema-files.ts'

const { query, body } = createCheck(readSchemaFiles())

const QUERY = {
  properties: { limit: { type: 'integer', minimum: 1, maximum: 1000 }, dryRun: { type: 'boolean' }, q: { type: 'string', minLength: 1 } },
}

const asked = (fields: Record<string, string[]>) => query(QUERY, fields)

test('numbers and booleans of a query are read from their texts, and texts stay texts', () => {
  assert.deepEqual(asked({ limit: ['12'], dryRun: ['true'], q: ['12'] }), { value: { limit: 12, dryRun: true, q: '12' } })
  assert.deepEqual(query(undefined, {}), { value: {} })
})

test('a query is refused for what it does not know, says twice or writes oddly, with the name of the field', () => {
  const refused = {
    unknown: { nothing: ['1'] },
    twice: { limit: ['1', '2'] },
    range: { limit: ['1001'] },
    empty: { limit: [''] },
    hex: { limit: ['0x10'] },
    power: { limit: ['1e2'] },
    space: { limit: [' 5'] },
    word: { dryRun: ['yes'] },
    prototype: { constructor: ['1'] },
  }
  for (const [name, fields] of Object.entries(refused)) {
    const answer = asked(fields)
    assert.ok('code' in answer, name)
    assert.deepEqual([name, answer.code, answer.path], [name, 'REQUEST_INVALID', `/${Object.keys(fields)[0]}`])
  }
})

test('a query that is described in a file knows the fields of that, and no others', () => {
  const definition = { type: 'object', additionalProperties: false, properties: { limit: { type: 'integer' } } }
  const check = createCheck([{ $id: 'api/some.v1.schema.json', definitions: { Query: definition } }])
  const schema = { $ref: 'api/some.v1.schema.json#/definitions/Query' }
  assert.deepEqual(check.query(schema, { limit: ['5'] }), { value: { limit: 5 } })
  assert.ok('code' in check.query(schema, { nothing: ['5'] }))
})

test('a body is refused with the place and one sentence; a route without one takes only {}', () => {
  assert.deepEqual(body({ $ref: 'api/erasures.v1.schema.json#/definitions/ErasureOrder' }, { viewer: 1 }), {
    code: 'BODY_INVALID',
    detail: '"viewer" is 1; it must be string',
    path: '/viewer',
  })
  assert.deepEqual(body(undefined, {}), { value: {} })
  assert.deepEqual(body(undefined, { a: 1 }), { code: 'BODY_INVALID', detail: '"a" is not known here', path: '/a' })
  assert.ok('code' in body(undefined, []))
  const { detail } = Object(body({ type: 'object', properties: { since: { type: 'string', format: 'date-time' } } }, { since: 'soon' }))
  assert.equal(detail, '"since" is "soon"; it must be a time such as 2026-11-20T18:00:00Z')
})
