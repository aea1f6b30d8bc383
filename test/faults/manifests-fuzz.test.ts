import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { readManifest } from '../../core/plugins/manifest.ts'
import fc from '../support/chance.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 20_000 : 400
const { write } = await createPluginFolders()

const GOOD = {
  id: 'fuzzed',
  name: 'Fuzzed',
  version: '1.0.0',
  main: 'plugin.ts',
  subscriptions: [{ event: 'gift', priority: 100, where: { 'payload.giftName': 'Rose' } }],
  retry: { attempts: 4, delayMs: 200 },
  permissions: { net: ['example.com:443'], read: ['.'], env: ['KEY'] },
  limits: { memoryMb: 256 },
  actions: { say: { description: 'Says it', input: { type: 'object', properties: { text: { type: 'string' } } } } },
  engines: { showrunner: '>=0.1' },
}

type Part = Record<string, unknown>

const scalar = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, '__proto__', 'constructor', '../..', 'x'.repeat(5000)),
)
const anything = fc.oneof(scalar, fc.jsonValue({ maxDepth: 5 }))

/** One change somewhere in a good manifest: a field gone, another value, a field more. */
const mutated = fc
  .tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), fc.constantFrom('set', 'drop', 'add'), fc.string(), anything)
  .map(([path, act, name, value]) => {
    const manifest = structuredClone(GOOD) as Part
    let part = manifest
    let key = ''
    for (const step of path) {
      const keys = Object.keys(part)
      key = keys[step % keys.length] ?? 'id'
      const next = part[key]
      if (typeof next !== 'object' || next === null) break
      // Just seen to be an object.
      part = next as Part
      key = Object.keys(part)[step % Math.max(1, Object.keys(part).length)] ?? '0'
    }
    if (act === 'drop') delete part[key]
    else part[act === 'add' ? name : key] = value
    return JSON.stringify(manifest)
  })

const text = fc.oneof(
  { weight: 6, arbitrary: mutated },
  { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  fc.string({ unit: 'binary' }),
  fc.tuple(mutated, fc.nat()).map(([json, at]) => json.slice(0, at % json.length)),
  fc.constantFrom('', '[]', 'null', '{"__proto__":{"id":"fuzzed"}}', '['.repeat(5000), `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`),
)

test('a manifest, whatever is in it, is read or refused in one clear sentence that names the file', async () => {
  let read = 0
  await fc.assert(
    fc.asyncProperty(text, async (manifest) => {
      const folder = await write('fuzzed', { manifest })
      try {
        assert.equal((await readManifest(folder, '0.1.0')).id, 'fuzzed')
        read++
      } catch (error) {
        assert.ok(error instanceof HostError, `${String(error)} of ${manifest.slice(0, 200)}`)
        assert.equal(error.code, 'MANIFEST_INVALID')
        assert.match(error.message, /plugin\.manifest\.json/)
        assert.doesNotMatch(error.message, /\n|undefined|\[object/)
        assert.ok(error.message.length < 1000, error.message)
      }
    }),
    { numRuns: RUNS },
  )
  assert.ok(read > RUNS / 100, `only ${read} of ${RUNS} were good: the changes are too rough`)
})
