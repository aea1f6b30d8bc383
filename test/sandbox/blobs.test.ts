import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createBlobPowers } from '../../core/sandbox/broker/blobs.ts'
import { createHandles } from '../../core/sandbox/broker/handles.ts'
import type { Asker } from '../../core/sandbox/broker/power.ts'
import { createOperated } from '../support/operated.ts'
import { createBrokerUnderTest, errorOf } from './broker/broker-under-test.ts'

const MANIFEST = {
  subscriptions: [],
  actions: { put: { description: 'Puts a blob', input: { type: 'object', additionalProperties: true } } },
}
const CODE = `export default { actions: { put: ({ bytes, type, times = 1 }, host) => {
  const blob = new Uint8Array(bytes).fill(7)
  blob.set(new TextEncoder().encode('RIFF....WAVE'))
  return Promise.all(Array.from({ length: times }, () => host.blobs.put(blob, type)))
} } }`

test('a sandboxed plugin puts a sound, and a page fetches it without a key', async (t) => {
  const { start, write } = await createOperated(t)
  await write('sounds', { manifest: MANIFEST, files: { 'plugin.ts': CODE } })
  const host = await start()
  const { body } = await host.act('sounds.put', { bytes: 500_000, type: 'audio/wav', times: 9 })
  const [{ url }] = body.value as [{ url: string }]
  assert.match(url, /^\/blobs\/[0-9a-f]{64}\.wav$/)
  const response = await fetch(host.url + url)
  const bytes = new Uint8Array(await response.arrayBuffer())
  assert.deepEqual([response.status, bytes.length, bytes[499_999]], [200, 500_000, 7])
})

test('what is no sound or too long is refused with a sentence', async (t) => {
  const { start, write } = await createOperated(t)
  await write('sounds', { manifest: MANIFEST, files: { 'plugin.ts': CODE } })
  const host = await start()
  const refused = async (input: unknown) => JSON.stringify((await host.act('sounds.put', input)).body)
  assert.match(await refused({ bytes: 100, type: 'text/html' }), /A blob is one of audio\/wav/)
  assert.match(await refused({ bytes: 100, type: 'image/png' }), /do not begin like image\/png/)
  assert.match(await refused({ bytes: 8 * 1024 * 1024 + 1, type: 'audio/wav' }), /at most 8 MiB/)
  assert.equal((await host.act('sounds.put', { bytes: 100, type: 'audio/wav' })).status, 200)
})

test('a blob that comes in very small parts, or in empty ones, takes no more memory than it is long', async () => {
  const put: string[] = []
  const keep = async (_plugin: string, bytes: Uint8Array) => {
    put.push(Buffer.from(bytes).toString())
    return 'hash.wav'
  }
  const powers = createBlobPowers({ put: keep }, { take: async () => {} })
  // Of who asks, blobs look at no more.
  const asker = { plugin: 'sounds', handles: createHandles() } as Asker
  const { id } = Object((await powers['blob.open'](asker, ['audio/wav'], undefined)).value)
  const before = heldBytes()
  for (let n = 0; n < 200_000; n += 1) await powers['blob.write'](asker, [id], n < 4 ? Buffer.of(65 + n) : new Uint8Array())
  const more = heldBytes() - before
  assert.ok(more < 5_000_000, `${more} bytes`)
  await powers['blob.end'](asker, [id], undefined)
  assert.deepEqual(put, ['ABCD'])
})

/** What is held when all that nobody holds is gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test('a plugin that goes around its realm begins four blobs at once and no more, and each of 8 MiB at most', async (t) => {
  const { broker, from, ask, value } = await createBrokerUnderTest(t)
  const ids = []
  for (let n = 0; n < 4; n += 1) ids.push((await value('blob.open', 'audio/wav')).id)
  assert.equal(await errorOf(ask('blob.open', 'audio/wav')), 'Busy')
  await ask('blob.end', ids[0])
  assert.equal(await errorOf(ask('blob.end', ids[0])), 'BadResource')
  const id = (await value('blob.open', 'audio/wav')).id
  const chunk = new Uint8Array(128 * 1024)
  for (let n = 0; n < 64; n += 1) await broker.call(from, 'blob.write', [id], chunk)
  assert.equal(await errorOf(broker.call(from, 'blob.write', [id], new Uint8Array(1))), 'RangeError')
  assert.equal(await errorOf(ask('blob.end', id)), 'BadResource')
  assert.equal(await errorOf(ask('blob.open', 'audio/wav')), 'nothing')
})
