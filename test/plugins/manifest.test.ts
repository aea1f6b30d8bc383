import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { problemOfId, readBase, readManifest } from '../../core/plugins/manifest.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const { root, write } = await createPluginFolders()

async function problem(reading: Promise<unknown>): Promise<readonly [string, string]> {
  const error = await reading.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof HostError, String(error))
  return [error.code, error.message]
}

test('a manifest is read as it stands', async () => {
  const manifest = await readManifest(await write('good', { manifest: { engines: { showrunner: '>=0.1 <2' } } }), '0.1.0')
  assert.deepEqual(manifest.subscriptions, [{ event: 'gift' }])
})

test('the base of this repository is good', async () => {
  assert.equal((await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)).events.gift.priority, 100)
})

test('a folder without a manifest says which file is not there', async () => {
  await mkdir(join(root, 'bare'))
  assert.deepEqual(await problem(readManifest(join(root, 'bare'), '0.1.0')), [
    'MANIFEST_MISSING',
    'plugins/bare/plugin.manifest.json is not there',
  ])
})

const FAULTS: Readonly<Record<string, readonly [manifest: Record<string, unknown> | string, message: RegExp]>> = {
  'a comma too many': ['{\n  "id": "x",\n}', /^plugins\/bad\/plugin\.manifest\.json:2:12 JSON does not support trailing commas$/],
  'an end too early': ['{ "id": "x"', /plugin\.manifest\.json:1:12 .*end of file/],
  'an event type with a typing error': [
    { subscriptions: [{ event: 'gitf' }] },
    /: "subscriptions\.0\.event" is "gitf"; did you mean "gift"\?/,
  ],
  'a field that is not known': [{ queues: { max: 1 } }, /: "queues" is not known here; did you mean "queue"\?/],
  'a priority out of range': [
    { subscriptions: [{ event: 'gift', priority: 101 }] },
    /: "subscriptions\.0\.priority" is 101; it must be <= 100/,
  ],
  'a missing version': [{ version: undefined }, /: "version" is missing/],
  'an event named twice': [
    { subscriptions: [{ event: 'chat' }, { event: 'chat' }] },
    /: "subscriptions\.1\.event" is "chat" a second time; keep one/,
  ],
  'an id that is not the folder': [{ id: 'good' }, /: "id" is "good" but the folder is "bad"; give both the same name/],
  'a host that is too old': [
    { engines: { showrunner: '>=9' } },
    /"engines\.showrunner" asks for Showrunner >=9 and this is 0\.1\.0; update/,
  ],
  'a range as long as a page': [{ engines: { showrunner: 'x'.repeat(5000) } }, /^.{0,250}$/],
  'a range of two lines': [{ engines: { showrunner: 'a\nb' } }, /"engines\.showrunner" is "a\\nb"; it must/],
  'a range that is none': [{ engines: { showrunner: 'newest' } }, /"engines\.showrunner" is "newest"; it must be a range .* ">=0\.1\.0"/],
  'a main module outside': [{ main: '../good/plugin.ts' }, /: "main" is/],
}

for (const [vice, [manifest, message]] of Object.entries(FAULTS)) {
  test(`a manifest with ${vice} is refused with file, field and what to do`, async () => {
    const [code, sentence] = await problem(readManifest(await write('bad', { manifest }), '0.1.0'))
    assert.equal(code, 'MANIFEST_INVALID')
    assert.match(sentence, message)
  })
}

test('T71: an id is refused when an address or JavaScript means something else by it', () => {
  const bad = ['api', 'ws', 'overlay', '..', '__proto__', 'constructor', 'Alerts', 'alеrts', 'a', 'a'.repeat(1000), 'a/b', '-a', '']
  assert.deepEqual(
    bad.filter((id) => problemOfId(id) === undefined),
    [],
  )
  assert.deepEqual(['alerts', 'a1', 'x-2', 'a'.repeat(39)].map(problemOfId), [undefined, undefined, undefined, undefined])
})
