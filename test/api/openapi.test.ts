import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { createCheck } from '../../core/serve/describe/check.ts'
import { createComponents } from '../../core/serve/describe/components.ts'
import { readSchemaFiles } from '../../core/serve/describe/schema-files.ts'
import { PROBLEMS } from '../../core/serve/problem.ts'
import type { JsonSchema } from '../../core/serve/routes/route.ts'
import { serve } from '../serve/served.ts'

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly 'x-roles': unknown
  readonly security: readonly unknown[]
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}

async function documentOf(context: Parameters<typeof serve>[0]) {
  const { server } = await serve(context)
  const answer = await fetch(`${server.url}/api/openapi.json`)
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/json'])
  const document = Object(await answer.json())
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
  )
  assert.ok(operations.length > 50)
  return { document, operations }
}

test('S2-002: the document of the API is valid OpenAPI 3.1, and is given to everyone', async (context) => {
  const { document } = await documentOf(context)
  const { valid, errors } = await new Validator().validate(document)
  assert.deepEqual([valid, errors], [true, undefined])
})

test('each operation has a name of its own, says who may come in, and takes an Idempotency-Key where somebody known changes something', async (context) => {
  const { operations } = await documentOf(context)
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  const wrong = operations.filter(({ method, parameters, summary, security, ...operation }) => {
    const isOpen = operation['x-roles'] === 'everyone'
    const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key')
    return !summary || isOpen === security.length > 0 || takesKey !== (method !== 'get' && !isOpen)
  })
  assert.deepEqual(wrong, [])
})

test('each path parameter is described, and each refusal is one of the table', async (context) => {
  const { document, operations } = await documentOf(context)
  const wrong = operations.filter(({ path, parameters, responses: refs }) => {
    const responses = Object.values(refs).map((answer) => document.components.responses[Object(answer).$ref?.replace(/^.*\//, '')])
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    const codes = JSON.stringify(responses).match(/(?<="enum":\[")[A-Z_",]+(?="\]\}\}\}\])/g) ?? []
    const known = codes.flatMap((list) => list.split('","')).every((code) => Object.hasOwn(PROBLEMS, code))
    return named.join() !== described.join() || !known || codes.length === 0
  })
  assert.deepEqual(wrong, [])
})

test('every schema of schemas/ compiles strictly, and none of those of the API lets through what it does not name, but where it says so', () => {
  const files = readSchemaFiles()
  const { body } = createCheck(files)
  const definitions = files.flatMap((file) => Object.keys(Object(file.definitions ?? {})).map((name) => `${file.$id}#/definitions/${name}`))
  assert.ok(definitions.length > 100)
  for (const $ref of definitions) body({ $ref }, {})
  const open = files.filter(({ $id }) => String($id).startsWith('api/')).flatMap((file) => openObjects(file, String(file.$id)))
  assert.deepEqual(open, [])
})

test('definitions of two files with the same name both stand in the document', () => {
  const files: readonly JsonSchema[] = [
    {
      $id: 'api/one.v1.schema.json',
      definitions: { Same: { type: 'string' }, Loop: { properties: { again: { $ref: '#/definitions/Loop' } } } },
    },
    { $id: 'api/two.v1.schema.json', definitions: { Same: { $ref: 'one.v1.schema.json#/definitions/Same' } } },
    { $id: 'three.v1.schema.json', properties: { part: { const: 3 } } },
  ]
  const components = createComponents(files)
  const used = components.use({
    allOf: [
      { $ref: 'api/two.v1.schema.json#/definitions/Same' },
      { $ref: 'api/one.v1.schema.json#/definitions/Loop' },
      { $ref: 'three.v1.schema.json#/properties/part' },
    ],
  })
  assert.deepEqual(JSON.stringify(used).match(/schemas\/\w+/g), ['schemas/Same', 'schemas/Loop', 'schemas/ThreePart'])
  assert.deepEqual(components.all(), {
    Same: { $ref: '#/components/schemas/OneSame' },
    OneSame: { type: 'string' },
    Loop: { properties: { again: { $ref: '#/components/schemas/Loop' } } },
    ThreePart: { const: 3 },
  })
  assert.throws(() => components.use({ $ref: 'nothing.json#/definitions/X' }), /There is no schema at nothing.json/)
})

/** Objects that neither list their fields nor say that there may be others. */
function openObjects(value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const { type, additionalProperties } = value as JsonSchema
  const own = type === 'object' && additionalProperties === undefined ? [at] : []
  return [...own, ...Object.entries(value).flatMap(([name, part]) => openObjects(part, `${at}/${name}`))]
}
