import assert from 'node:assert/strict'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeWav } from '../../../../plugins/tts/audio/wav-write.ts'
import { createShelf } from '../../../../plugins/tts/cache/shelf.ts'
import { removeTemporary } from '../../../../plugins/tts/cache/temporary.ts'
import { createFolder } from '../../../support/folder.ts'
import { tone } from '../audio/tone.ts'
import { filesIn } from './node-files.ts'

const KEYS = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string]
const [A, B, C, D] = KEYS
/** 44 bytes and two a sample. */
const SOUND = tone({ ms: 100 })
const BYTES = 44 + SOUND.samples.length * 2
const FOLDER = 'audio_cache/usernames'

function shelfIn(root: string, { maxBytes = BYTES * 10, maxAgeMs = Number.POSITIVE_INFINITY, now = (): number => 1_000_000 } = {}) {
  return createShelf({ files: filesIn(root), folder: FOLDER, maxBytes, maxAgeMs, now })
}

const sounds = (root: string) =>
  readdirSync(join(root, FOLDER))
    .filter((name) => name.endsWith('.wav'))
    .sort()

test('S0-118: a sound that was put is there again, also after a restart', async () => {
  const root = createFolder()
  const before = await shelfIn(root)
  await before.put(A, SOUND)
  for (const shelf of [before, await shelfIn(root)]) assert.equal((await shelf.get(A))?.samples.length, SOUND.samples.length)
  assert.equal(await before.get(B), undefined)
})

test('when there is no room, what was unused the longest goes', async () => {
  const root = createFolder()
  let at = 0
  const now = () => {
    at += 1
    return at
  }
  const shelf = await shelfIn(root, { maxBytes: BYTES * 3, now })
  for (const key of [A, B, C]) await shelf.put(key, SOUND)
  await shelf.get(A)
  await shelf.put(D, SOUND)
  assert.deepEqual(
    sounds(root),
    [A, C, D].map((key) => `${key}.wav`),
  )
  assert.equal(shelf.bytes(), BYTES * 3)
})

test('what nobody needed for long goes, and what was needed stays, also over a restart', async () => {
  const root = createFolder()
  let now = 0
  const first = await shelfIn(root, { maxAgeMs: 100, now: () => now })
  await first.put(A, SOUND)
  await first.put(B, SOUND)
  now = 80
  await first.get(A)
  await first.save()
  now = 150
  const second = await shelfIn(root, { maxAgeMs: 100, now: () => now })
  assert.deepEqual([second.count(), sounds(root)], [1, [`${A}.wav`]])
})

test('a sound larger than the shelf is not kept, and takes nobody away', async () => {
  const root = createFolder()
  const shelf = await shelfIn(root, { maxBytes: BYTES })
  await shelf.put(A, SOUND)
  await shelf.put(B, tone({ ms: 300 }))
  assert.deepEqual(sounds(root), [`${A}.wav`])
})

test('a damaged file is not spoken: it goes, and is made anew', async () => {
  const root = createFolder()
  const shelf = await shelfIn(root)
  for (const [key, damage] of [
    [A, (path: string) => truncateSync(path, 500)],
    [B, (path: string) => writeFileSync(path, '<html>')],
    [C, (path: string) => writeFileSync(path, '')],
  ] as const) {
    await shelf.put(key, SOUND)
    damage(join(root, FOLDER, `${key}.wav`))
    assert.equal(await shelf.get(key), undefined)
    assert.deepEqual(sounds(root), [])
  }
})

test('S0-121: what was half written when a process ended goes at the next start, and so does all of the temporary folder', async () => {
  const root = createFolder()
  await (await shelfIn(root)).put(A, SOUND)
  writeFileSync(join(root, FOLDER, `${B}.wav.7.tmp`), 'half')
  await shelfIn(root)
  assert.deepEqual(sounds(root), [`${A}.wav`])
  assert.ok(!readdirSync(join(root, FOLDER)).some((name) => name.endsWith('.tmp')))
  await removeTemporary(filesIn(root), 'audio_cache/temp')
  writeFileSync(join(root, 'audio_cache/temp/1-0.wav'), 'left')
  await removeTemporary(filesIn(root), 'audio_cache/temp')
  assert.deepEqual(readdirSync(join(root, 'audio_cache/temp')), [])
})

test('with many files and no index none is lost, though only some can be looked at', async () => {
  const root = createFolder()
  await shelfIn(root)
  const wav = writeWav(SOUND)
  const keys = Array.from({ length: 150 }, (_, n) => String(n).padStart(64, '0'))
  for (const key of keys) writeFileSync(join(root, FOLDER, `${key}.wav`), wav)
  const files = filesIn(root)
  let looks = 0
  const stat = (path: string | URL) => {
    looks += 1
    return looks > 50 ? Promise.reject(new Error('QuotaExceeded')) : files.stat(path)
  }
  const shelf = await createShelf({ files: { ...files, stat }, folder: FOLDER, maxBytes: 1e9, maxAgeMs: 1e15, now: () => 1_000_000 })
  assert.deepEqual([shelf.count(), sounds(root).length, looks], [150, 150, 100])
  assert.ok(await shelf.get(keys[149] ?? ''))
})

test('a file that cannot be read for a moment is not thrown away', async () => {
  const root = createFolder()
  const files = filesIn(root)
  let isBusy = true
  const readFile = (path: string | URL) => (isBusy ? Promise.reject(new Error('QuotaExceeded')) : files.readFile(path))
  const shelf = await createShelf({ files: { ...files, readFile }, folder: FOLDER, maxBytes: 1e9, now: () => 1 })
  await shelf.put(A, SOUND)
  assert.equal(await shelf.get(A), undefined)
  isBusy = false
  assert.equal((await shelf.get(A))?.samples.length, SOUND.samples.length)
})

test('a lost or damaged index is made anew from the files, and files of others are left alone', async () => {
  const root = createFolder()
  const shelf = await shelfIn(root)
  await shelf.put(A, SOUND)
  await shelf.save()
  writeFileSync(join(root, FOLDER, '0123456789abcdef.wav'), readFileSync(join(root, FOLDER, `${A}.wav`)))
  for (const index of ['{', '[]', '{"x":1}', `{"${A}":["1",null]}`]) {
    writeFileSync(join(root, FOLDER, 'index.json'), index)
    const again = await shelfIn(root)
    assert.deepEqual([again.count(), again.bytes()], [1, BYTES])
  }
  assert.equal(sounds(root).length, 2)
})
