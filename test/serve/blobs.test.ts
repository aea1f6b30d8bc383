import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { readRange } from '../../core/serve/range.ts'
import { openBlobs } from '../../core/store/blobs/blobs.ts'
import { createFolder } from '../support/folder.ts'
import { serve } from './served.ts'
import { head, open } from './wire.ts'

const WAV = Buffer.from('RIFF....WAVEsound')

async function servedBlob(t: Parameters<typeof serve>[0], bytes = WAV) {
  const blobs = await openBlobs({ dataDir: createFolder(), clock: systemClock, log: createLog({ level: 'silent' }) })
  const name = await blobs.put('tts', bytes, 'audio/wav')
  const { server, host, port } = await serve(t, { parts: { blobs } })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers })
  return { name, url: server.url, host, port, get }
}

test('a blob is served to everybody with its type, for ever, and as nothing else', async (t) => {
  const { name, get } = await servedBlob(t)
  const response = await get(`/blobs/${name}`)
  assert.equal(response.status, 200)
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), WAV)
  const shown = [
    'content-type',
    'cache-control',
    'x-content-type-options',
    'accept-ranges',
    'content-length',
    'cross-origin-resource-policy',
  ]
  assert.deepEqual(
    shown.map((header) => response.headers.get(header)),
    ['audio/wav', 'private, max-age=86400, immutable', 'nosniff', 'bytes', '17', 'cross-origin'],
  )
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/)
  assert.equal((await get(`/blobs/${name}`, { 'if-none-match': response.headers.get('etag') ?? '' })).status, 304)
})

test('parts of a sound are served as they are asked for', async (t) => {
  const { name, get } = await servedBlob(t)
  const part = await get(`/blobs/${name}`, { range: 'bytes=12-' })
  assert.deepEqual([part.status, part.headers.get('content-range'), await part.text()], [206, 'bytes 12-16/17', 'sound'])
  const beyond = await get(`/blobs/${name}`, { range: 'bytes=17-' })
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */17'])
})

test('a blob is closed with its answer, whether all of it is read, a part, its head alone or nothing', {
  skip: process.platform !== 'linux',
  timeout: 20_000,
}, async (t) => {
  const { name, url, host, port } = await servedBlob(t, Buffer.concat([WAV, Buffer.alloc(8_000_000)]))
  const left: string[] = []
  const note = ({ message }: Error) => left.push(message)
  process.on('warning', note)
  t.after(() => process.off('warning', note))
  const path = `/blobs/${name}`
  for (let n = 0; n < 10; n += 1) {
    await (await fetch(url + path)).arrayBuffer()
    await fetch(url + path, { method: 'HEAD' })
    const gone = await open(port)
    gone.write(head({ host }, `GET ${path}`), () => gone.resetAndDestroy())
    await once(gone, 'close')
    const half = await open(port)
    half.write(head({ host }, `GET ${path}`))
    await once(half, 'data')
    half.resetAndDestroy()
  }
  // Closing is in the hands of the system's threads; each look lets them get on.
  while ((await openFiles()).some((file) => file.includes(name)));
  assert.deepEqual(left, [], 'the garbage collection closed what was left open')
})

async function openFiles(): Promise<readonly string[]> {
  const files = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
  return Promise.all(files)
}

test('what is no blob, and pages of other origins, get nothing', async (t) => {
  const { name, get } = await servedBlob(t)
  for (const path of [
    `/blobs/${'0'.repeat(64)}.wav`,
    `/blobs/${name}.html`,
    '/blobs/..%2f..%2fsettings.json',
    '/blobs/settings.json',
    '/blobs',
  ]) {
    assert.equal((await get(path)).status, 404, path)
  }
  assert.equal((await get(`/blobs/${name}`, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await get(`/blobs/${name}`, { 'sec-fetch-site': 'cross-site' })).status, 403)
})

test('pages of overlays may play and show blobs, and no more of this host', async (t) => {
  const { url, get } = await servedBlob(t)
  const policy = (await get('/overlay/alerts/alerts')).headers.get('content-security-policy') ?? ''
  for (const part of ['media-src', 'img-src', 'connect-src']) assert.match(policy, new RegExp(`${part} [^;]*${url}/blobs/`), part)
})

test('a Range header is read as RFC 9110 says', () => {
  const cases: readonly (readonly [string | undefined, ReturnType<typeof readRange>])[] = [
    [undefined, undefined],
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-500', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=-0', 'none'],
    ['bytes=100-', 'none'],
    ['bytes=20-10', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=0-1', undefined],
    ['bytes=0x1-2', undefined],
  ]
  assert.deepEqual(
    cases.map(([header]) => readRange(header, 100)),
    cases.map(([, range]) => range),
  )
})
