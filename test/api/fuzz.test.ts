import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../support/chance.ts'
import { startHost } from '../support/host.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 200 : 3

/** Ends the key, takes long, or never ends. */
const LEFT_OUT = ['logout', 'makeBackup', 'diagnostics', 'streamEvents']

type Operation = {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: { readonly pattern?: string } }[]
  readonly responses: Readonly<Record<string, unknown>>
}

const word = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    '-1',
    'session-1',
    'tts',
    'alerts',
    '@ana',
    '2026-11-20T18:00:00Z',
    'gift',
    'null',
    '%',
    '__proto__',
    '999999999999999',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const body = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('what', 'text', 'name', 'viewer', 'ids', 'all', 'speed', 'platform', 'dryRun', 'key', 'code'),
    fc.jsonValue(),
  ),
)

test('no route fails, whatever comes in: each answer is one that the document names', async (context) => {
  const host = await startHost(context, { only: ['overlays'] })
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const { paths } = Object(await (await fetch(`${host.url}/api/openapi.json`)).json())
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...(operation as Operation) })),
  )
  const asked = operations.filter(({ operationId }) => !LEFT_OUT.includes(operationId))
  assert.ok(asked.length > 80)
  for (const { path, method, operationId, parameters, responses } of asked) {
    const fields = fc.record(Object.fromEntries(parameters.filter(({ in: place }) => place === 'query').map(({ name }) => [name, word])), {
      requiredKeys: [],
    })
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 3, maxLength: 3 }), fields, body, async (places, query, sent) => {
        let used = 0
        const address = path.replace(/\{\w+\}/g, () => encodeURIComponent((places[used++] ?? '').replaceAll('.', '').toWellFormed() || 'x'))
        const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))
        const response = await fetch(`${host.url}${address}?${search}`, {
          method,
          headers,
          ...(method !== 'GET' && { body: JSON.stringify(sent) }),
        })
        const text = await response.text()
        // A place that no route has is nowhere, whatever the document says of that route.
        const isNowhere = response.status === 404 && path.includes('{')
        assert.ok(
          response.status !== 500 && (isNowhere || String(response.status) in responses),
          `${operationId} ${method} ${address}?${search} ${JSON.stringify(sent)}: ${response.status} ${text.slice(0, 300)}`,
        )
      }),
      { numRuns: RUNS },
    )
  }
})
