import assert from 'node:assert/strict'
import { readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { openBlobs } from '../../core/store/blobs/blobs.ts'
import { createFolder } from '../support/folder.ts'

const DAY = 24 * 3_600_000
const log = createLog({ level: 'silent' })

/** A WAV of so many bytes, told apart by `n`. */
function wav(n: number, bytes = 100): Uint8Array {
  const made = Buffer.alloc(bytes, n)
  made.write('RIFF....WAVE', 'latin1')
  return made
}

function createShop(limits: Parameters<typeof openBlobs>[0]['limits'] = {}, dataDir = createFolder()) {
  let wallTime = Date.now()
  const clock = { now: () => wallTime, wallTime: () => wallTime, after: () => () => {} }
  return {
    folder: join(dataDir, 'blobs'),
    open: () => openBlobs({ dataDir, clock, log, limits }),
    pass(ms: number) {
      wallTime += ms
    },
  }
}

test('a blob is kept once under the hash of its bytes, and found with its type', async () => {
  const { open, folder } = createShop()
  const blobs = await open()
  const [one, again] = [await blobs.put('tts', wav(1), 'audio/wav'), await blobs.put('alerts', wav(1), 'audio/wav')]
  assert.equal(one, again)
  assert.match(one, /^[0-9a-f]{64}\.wav$/)
  assert.deepEqual(await readdir(folder), [one])
  const found = await blobs.find(one)
  assert.deepEqual(found, { path: join(folder, one), bytes: 100, type: 'audio/wav' })
  assert.deepEqual(new Uint8Array(await readFile(found?.path ?? '')), new Uint8Array(wav(1)))
})

test('what does not begin like its type is refused, whatever it is called', async () => {
  const blobs = await createShop().open()
  const page = Buffer.from('<!doctype html><script>alert(1)</script>')
  for (const type of ['audio/wav', 'audio/mpeg', 'audio/ogg', 'image/png', 'image/jpeg', 'image/webp', 'image/gif']) {
    await assert.rejects(blobs.put('bad', page, type), { name: 'TypeError', message: /do not begin like/ }, type)
  }
  for (const type of ['text/html', 'image/svg+xml', '__proto__']) {
    await assert.rejects(blobs.put('bad', page, type), { name: 'TypeError', message: /A blob is one of/ }, type)
  }
  await assert.rejects(blobs.put('bad', wav(1, 8 * 1024 * 1024 + 1), 'audio/wav'), /at most 8 MiB/)
})

test('each type is known by its first bytes', async () => {
  const blobs = await createShop().open()
  const begins = {
    'audio/mpeg': ['ID3\x04', '\xff\xfb\x90\x00'],
    'audio/ogg': ['OggS'],
    'image/png': ['\x89PNG\r\n\x1a\n'],
    'image/jpeg': ['\xff\xd8\xff\xe0'],
    'image/webp': ['RIFF....WEBP'],
    'image/gif': ['GIF87a', 'GIF89a'],
  }
  for (const [type, texts] of Object.entries(begins)) {
    for (const text of texts) assert.match(await blobs.put('some', Buffer.from(text, 'latin1'), type), /^[0-9a-f]{64}\./, type)
  }
})

test('names that are no hash are not there, whatever they lead to', async () => {
  const { open, folder } = createShop()
  const blobs = await open()
  await writeFile(join(folder, '..', 'settings.json'), '{}')
  for (const name of ['../settings.json', 'settings.json', '', '.', `${'a'.repeat(64)}.html`, `${'A'.repeat(64)}.wav`]) {
    assert.equal(await blobs.find(name), undefined, name)
  }
})

test('blobs outlive a restart, and what a host that was killed left half written goes', async () => {
  const { open, folder } = createShop()
  const name = await (await open()).put('tts', wav(1), 'audio/wav')
  await writeFile(join(folder, '.draft'), 'half')
  const blobs = await open()
  assert.deepEqual(await readdir(folder), [name])
  assert.equal((await blobs.find(name))?.bytes, 100)
})

test('a damaged blob is not served and goes: shorter, and after a restart as long but different', async () => {
  const { open, folder } = createShop()
  const first = await open()
  const [short, changed] = [await first.put('tts', wav(1), 'audio/wav'), await first.put('tts', wav(2), 'audio/wav')]
  await truncate(join(folder, short), 50)
  await writeFile(join(folder, changed), wav(3))
  assert.equal(await first.find(short), undefined)
  assert.equal(await (await open()).find(changed), undefined)
  assert.deepEqual(await readdir(folder), [])
  assert.equal(await first.put('tts', wav(1), 'audio/wav'), short)
  assert.ok(await first.find(short))
})

test('what was not used for a day goes, and a fetch is a use', async () => {
  const { open, pass, folder } = createShop()
  const blobs = await open()
  const [fetched, forgotten] = [await blobs.put('tts', wav(1), 'audio/wav'), await blobs.put('tts', wav(2), 'audio/wav')]
  pass(DAY / 2)
  await blobs.find(fetched)
  pass(DAY / 2 + 1)
  const newest = await blobs.put('tts', wav(3), 'audio/wav')
  assert.deepEqual((await readdir(folder)).sort(), [fetched, newest].sort())
  assert.equal(await blobs.find(forgotten), undefined)
})

test('the time of the last use is known after a restart', async () => {
  const { open, folder } = createShop()
  const name = await (await open()).put('tts', wav(1), 'audio/wav')
  const long = new Date(Date.now() - 2 * DAY)
  await utimes(join(folder, name), long, long)
  await open()
  assert.deepEqual(await readdir(folder), [])
})

test('when there are too many bytes, what was used longest ago makes room', async () => {
  const blobs = await createShop({ maxBytes: 250 }).open()
  const names = [await blobs.put('a', wav(1), 'audio/wav'), await blobs.put('b', wav(2), 'audio/wav')]
  await blobs.find(names[0] ?? '')
  names.push(await blobs.put('c', wav(3), 'audio/wav'))
  const there = await Promise.all(names.map(async (name) => (await blobs.find(name)) !== undefined))
  assert.deepEqual(there, [true, false, true])
})

test('a plugin that puts too much loses its own, not those of others', async () => {
  const blobs = await createShop({ pluginBytes: 250 }).open()
  const other = await blobs.put('other', wav(0), 'audio/wav')
  const names: string[] = []
  for (let n = 1; n <= 5; n += 1) names.push(await blobs.put('greedy', wav(n), 'audio/wav'))
  const there = await Promise.all([other, ...names].map(async (name) => (await blobs.find(name)) !== undefined))
  assert.deepEqual(there, [true, false, false, false, true, true])
})

test('there are never more blobs than may be, however small', async () => {
  const { open, folder } = createShop({ maxBlobs: 3 })
  const blobs = await open()
  for (let n = 1; n <= 6; n += 1) await blobs.put('many', wav(n), 'audio/wav')
  assert.equal((await readdir(folder)).length, 3)
})

test('all of them go when a viewer is taken out of everything', async () => {
  const { open, folder } = createShop()
  const blobs = await open()
  const name = await blobs.put('tts', wav(1), 'audio/wav')
  await blobs.clear()
  assert.deepEqual([await readdir(folder), await blobs.find(name)], [[], undefined])
})
