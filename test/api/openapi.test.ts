import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { serve } from '../serve/served.ts'

async function documentOf(context: Parameters<typeof serve>[0]) {
  const { server } = await serve(context)
  const answer = await fetch(`${server.url}/api/openapi.json`)
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/json'])
  return Object(await answer.json())
}

test('the document of the API is valid OpenAPI 3.1, and is given to everyone', async (context) => {
  const { valid, errors } = await new Validator().validate(await documentOf(context))
  assert.deepEqual([valid, errors], [true, undefined])
})
