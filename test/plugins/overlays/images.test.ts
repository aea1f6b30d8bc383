import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { readManifest } from '../../../core/plugins/manifest.ts'
import { type Fetch, isAllowed } from '../../../plugins/overlays/image-download.ts'
import { createImages } from '../../../plugins/overlays/images.ts'
import { createNetPlugin, type NetPlugin, PUBLIC } from '../../support/net-powers.ts'
import { ROOT } from '../../support/root.ts'
import { serveHttp } from '../../support/web-server.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const { permissions } = await readManifest(`${ROOT}plugins/overlays`, '0.1.0')

/** The guest's fetch by the broker's real powers. The stand-in of the platform has no certificate for its names, so it is asked without TLS. */
function fetchBy(plugin: NetPlugin): Fetch {
  return async (url, { redirect, signal }) => {
    const request = { url: url.replace('https:', 'http:'), method: 'GET', headers: [], redirect, hasBody: false }
    const { id } = (await plugin.call('fetch.open', [request])).value
    signal.addEventListener('abort', () => void plugin.call('fetch.cancel', [id]).catch(() => {}))
    const { value: head } = await plugin.call('fetch.response', [id])
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { bytes } = await plugin.call('fetch.read', [id])
        if (bytes) controller.enqueue(bytes)
        else controller.close()
      },
    })
    return new Response(head.isEmpty ? null : body, {
      status: head.status,
      headers: head.headers.map(([name, value]) => [name, value] as [string, string]),
    })
  }
}

/** Pictures by the plugin's own grants, in a world where the platform is a server of this test. */
async function world(t: TestContext, listener: RequestListener) {
  const asked: string[] = []
  const port = await serveHttp(t, (request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  const names = Object.fromEntries(
    ['p16.tiktokcdn.com', 'p19.tiktokcdn-us.com', 'evil.example', 'tiktokcdn.com.evil.example'].map((name) => [name, [PUBLIC]]),
  )
  const plugin = createNetPlugin({ net: permissions?.net ?? [], names })
  t.after(plugin.end)
  const put: string[] = []
  const failures: string[] = []
  let now = 0
  const images = createImages({
    fetch: fetchBy(plugin),
    put: async (bytes, type) => ({ url: `/blobs/${put.push(`${type} ${bytes.length}`)}` }),
    now: () => now,
    timeoutMs: 500,
    onFailure: (reason) => failures.push(reason),
  })
  return { images, asked, put, failures, port, at: `https://p16.tiktokcdn.com:${port}`, pass: (ms: number) => (now += ms) }
}

test('a picture of the platform is fetched once and has an address here, also when its signature is a new one', async (t) => {
  const { images, asked, put, at } = await world(t, (_, response) => response.end(PNG))
  const ready = [
    images.of(`${at}/luna.png?x-signature=1`),
    await images.load(`${at}/luna.png?x-signature=1`),
    images.of(`${at}/luna.png?x-signature=2`),
  ]
  assert.deepEqual([ready, asked.length, put], [[undefined, '/blobs/1', '/blobs/1'], 1, ['image/png 16']])
})

test('only the platform is asked, over https, and by no other name', async (t) => {
  for (const url of ['https://p16.tiktokcdn.com/a.webp', 'https://p77.ibyteimg.com/a~tplv.webp?x=1', 'https://a.b.tiktokcdn-eu.com/a'])
    assert.equal(isAllowed(url), true, url)
  const others = [
    ...[
      'http://p16.tiktokcdn.com/a',
      'https://tiktokcdn.com.evil.example/a',
      'https://eviltiktokcdn.com/a',
      'https://evil.example/p16.tiktokcdn.com',
    ],
    ...[
      'https://me:pw@p16.tiktokcdn.com/a',
      'https://127.0.0.1/a',
      'https://localhost/a',
      'file:///etc/passwd',
      'data:image/png;base64,AA==',
      '',
      'p16.tiktokcdn.com',
    ],
  ]
  const { images, asked } = await world(t, (_, response) => response.end(PNG))
  for (const url of others) assert.deepEqual([url, isAllowed(url), await images.load(url)], [url, false, undefined])
  assert.deepEqual(asked, [])
})

test('a redirect to another host is refused by the plugin and by the broker, and one within the platform is followed', async (t) => {
  const targets: Record<string, string> = {}
  const { images, asked, at, port, failures } = await world(t, ({ url = '' }, response) => {
    if (targets[url]) response.writeHead(302, { location: targets[url] }).end()
    else response.end(PNG)
  })
  targets['/away'] = `https://evil.example:${port}/a`
  targets['/home'] = `https://127.0.0.1:${port}/a`
  targets['/plain'] = `http://p16.tiktokcdn.com:${port}/a`
  targets['/near'] = `https://p19.tiktokcdn-us.com:${port}/there`
  targets['/round'] = `${at}/round`
  const answers = []
  for (const path of ['/away', '/home', '/plain', '/round', '/near']) answers.push(await images.load(at + path))
  assert.deepEqual(answers, [undefined, undefined, undefined, undefined, '/blobs/1'])
  assert.deepEqual([failures.length, asked], [4, ['/away', '/home', '/plain', '/round', '/round', '/round', '/near', '/there']])
  assert.deepEqual(isNamed(failures), false)
  const broker = createNetPlugin({ net: permissions?.net ?? [], names: { 'evil.example': [PUBLIC] } })
  t.after(broker.end)
  await assert.rejects(fetchBy(broker)(`https://evil.example:${port}/a`, { redirect: 'manual', signal: new AbortController().signal }))
  assert.deepEqual(broker.dialled, [])
})

/** Whether a reason says whose picture it was. */
const isNamed = (reasons: readonly string[]) => reasons.some((reason) => /https?:|tiktokcdn/.test(reason))

test('a page, or anything else, that is answered as a picture is refused by what it is', async (t) => {
  const { images, put, at } = await world(t, ({ url = '' }, response) => {
    const bodies: Record<string, string> = {
      '/html': '<!doctype html><script>1</script>',
      '/svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '/empty': '',
    }
    response.writeHead(200, { 'content-type': 'image/png' }).end(bodies[url] ?? Buffer.from('BM'))
  })
  for (const path of ['/html', '/svg', '/bmp', '/empty']) assert.equal(await images.load(at + path), undefined, path)
  assert.deepEqual(put, [])
})

test('JPEG, GIF and WebP are known by how they begin', async (t) => {
  const starts: Record<string, Buffer> = {
    '/a': Buffer.from('ffd8ffe000104a464946', 'hex'),
    '/b': Buffer.from('GIF89a......'),
    '/c': Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
  }
  const { images, put, at } = await world(t, ({ url = '' }, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(starts[url]),
  )
  for (const path of Object.keys(starts)) await images.load(at + path)
  assert.deepEqual(put, ['image/jpeg 10', 'image/gif 12', 'image/webp 16'])
})

test('one that is too large is given up, whether it says so or not', async (t) => {
  const large = Buffer.concat([PNG, Buffer.alloc(256 * 1024)])
  const { images, put, at, failures } = await world(t, ({ url }, response) => {
    if (url === '/said') response.writeHead(200, { 'content-length': large.length })
    response.write(large.subarray(0, 1000))
    response.end(large.subarray(1000))
  })
  assert.deepEqual([await images.load(`${at}/said`), await images.load(`${at}/unsaid`), put], [undefined, undefined, []])
  assert.deepEqual(
    failures.map((reason) => /256 KiB/.test(reason)),
    [true, true],
  )
})

test('a server that is slow to answer, or in the middle of it, is given up', async (t) => {
  const { images, put, at } = await world(t, ({ url }, response) => void (url === '/middle' && response.write(PNG)))
  assert.deepEqual([await images.load(`${at}/never`), await images.load(`${at}/middle`), put], [undefined, undefined, []])
})

test('a failure is remembered for a while, so that a picture that is not there is not asked for with each line of chat', async (t) => {
  const { images, asked, at, pass } = await world(t, (_, response) => response.writeHead(404).end())
  for (let line = 0; line < 5; line++) await images.load(`${at}/gone`)
  pass(9 * 60_000)
  await images.load(`${at}/gone`)
  assert.equal(asked.length, 1)
  pass(2 * 60_000)
  await images.load(`${at}/gone`)
  assert.equal(asked.length, 2)
})

test('no more than eight are fetched at once, one of several that ask for the same, and of a flood the rest goes without', async (t) => {
  let atOnce = 0
  let most = 0
  const held: (() => void)[] = []
  let isFull = () => {}
  const full = new Promise<void>((resolve) => {
    isFull = resolve
  })
  const { images, asked, at } = await world(t, (_, response) => {
    most = Math.max(most, ++atOnce)
    const answer = () => {
      atOnce--
      response.end(PNG)
    }
    if (held.length < 8) held.push(answer)
    else answer()
    if (held.length === 8) isFull()
  })
  const loads = Array.from({ length: 300 }, (_, number) => images.load(`${at}/${number % 200}`))
  await full
  for (const answer of held) answer()
  const answers = await Promise.all(loads)
  assert.deepEqual([most, asked.length, answers.filter(Boolean).length], [8, 108, 208])
})
