import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Call } from '../../../../core/sandbox/guest/web/parts.ts'
import { createNetPlugin } from '../../../support/net-powers.ts'
import { bodyOf, serveHttp } from '../../../support/web-server.ts'
import { createWebRealm } from './web-realm.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server on loopback, and a plugin that may fetch from it through the real broker. */
async function world(t: TestContext, listener: Listener) {
  const port = await serveHttp(t, (request, response) => void listener(request, response))
  const plugin = createNetPlugin({ net: [`127.0.0.1:${port}`] })
  const calls: string[] = []
  const call: Call = async (method, args, bytes) => {
    calls.push(method)
    return plugin.call(method, args, bytes)
  }
  const realm = createWebRealm({ call })
  t.after(() => {
    plugin.end()
    realm.stop()
  })
  return { ...realm, calls, handles: plugin.handles, origin: `http://127.0.0.1:${port}`, fetch: realm.get('fetch') }
}

const gate = () => {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

test('a request goes out as it was made, and its answer comes back', async (t) => {
  const { fetch, origin, get } = await world(t, async (request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.writeHead(201, 'Made', { 'content-type': 'application/json', 'X-Two': 'y' })
    const { method, url, headers } = request
    response.end(
      JSON.stringify({
        method,
        url,
        body: await bodyOf(request),
        own: headers['x-own'],
        type: headers['content-type'],
        length: headers['content-length'],
        agent: headers['user-agent'],
      }),
    )
  })
  const answer = await fetch(`${origin}/path?q=1#hash`, {
    method: 'post',
    body: JSON.stringify({ a: 'ü' }),
    headers: { 'X-Own': 'mine', 'content-type': 'application/json' },
  })
  assert.deepEqual(
    [answer.status, answer.statusText, answer.ok, answer.url, answer.redirected, answer.type],
    [201, 'Made', true, `${origin}/path?q=1`, false, 'basic'],
  )
  assert.deepEqual([answer.headers.get('x-two'), answer.headers.getSetCookie()], ['y', ['a=1', 'b=2']])
  assert.throws(() => answer.headers.set('a', 'b'), TypeError)
  assert.ok(answer instanceof get('Response'))
  assert.deepEqual(await answer.json(), {
    method: 'POST',
    url: '/path?q=1',
    body: '{"a":"ü"}',
    own: 'mine',
    type: 'application/json',
    length: '10',
    agent: 'Showrunner/1.2.3',
  })
})

test('each kind of body arrives', async (t) => {
  const { fetch, origin, get } = await world(t, async (request, response) => {
    response.end(`${request.headers['content-type']}|${await bodyOf(request)}`)
  })
  const [Params, Blob, Form, Stream] = [get('URLSearchParams'), get('Blob'), get('FormData'), get('ReadableStream')]
  const form = new Form()
  form.append('a', 'b')
  const stream = new Stream()
  const words = new Stream({ start: (controller) => controller.enqueue('text') })
  const sent = async (body: unknown, more: object = {}) => (await fetch(origin, { method: 'PUT', body: body as string, ...more })).text()
  assert.equal(await sent('t'), 'text/plain;charset=UTF-8|t')
  assert.equal(await sent(new Params({ a: 'b c' })), 'application/x-www-form-urlencoded;charset=UTF-8|a=b+c')
  assert.equal(await sent(new Blob(['q'], { type: 'a/b' })), 'a/b|q')
  assert.equal(await sent(new Uint16Array([65])), 'undefined|A\0')
  assert.match(await sent(form), /^multipart\/form-data; boundary=(\S+)\|--\1\r\n.*name="a"\r\n\r\nb\r\n--\1--\r\n$/s)
  await assert.rejects(sent(stream), { name: 'TypeError', message: /duplex/ })
  await assert.rejects(sent(words, { duplex: 'half' }), { name: 'TypeError', message: /Uint8Array/ })
  const bytes = new Stream({
    start(controller) {
      controller.enqueue(new Uint8Array(500_000).fill(120))
      controller.enqueue(new Uint8Array([65]))
      controller.close()
    },
  })
  assert.equal((await sent(bytes, { duplex: 'half' })).length, 'undefined|'.length + 500_001)
})

test('a body is read piece by piece while the server still writes', async (t) => {
  const second = gate()
  const { fetch, origin } = await world(t, async (_, response) => {
    response.write('first')
    await second.passed
    response.end('second')
  })
  const { body } = await fetch(origin)
  const reader = body?.getReader()
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'first')
  second.open()
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'second')
  assert.deepEqual(await reader?.read(), { value: undefined, done: true })
})

test('only so much is read ahead of whoever reads', async (t) => {
  let reads = 0
  const call: Call = async (method) => {
    if (method === 'fetch.open') return { value: { id: 1 } } as never
    if (method === 'fetch.response')
      return { value: { status: 200, statusText: '', url: 'http://h/', redirected: false, headers: [], isEmpty: false } } as never
    reads += 1
    return { value: undefined, ...(reads > 1000 ? {} : { bytes: new Uint8Array(64 * 1024) }) } as never
  }
  const realm = createWebRealm({ call })
  t.after(realm.stop)
  const reader = (await realm.get('fetch')('http://h/')).body?.getReader()
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  await settle()
  const ahead = reads
  await reader?.read()
  await settle()
  assert.deepEqual([ahead, reads], [4, 5])
  await reader?.cancel()
})

test('a long body comes whole, however late somebody reads', async (t) => {
  const total = 24 * 1024 * 1024
  const { fetch, origin } = await world(t, (_, response) => response.end(Buffer.alloc(total, 7)))
  const answer = await fetch(origin)
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
  const bytes = new Uint8Array(await answer.arrayBuffer())
  assert.deepEqual([bytes.byteLength, bytes.every((byte) => byte === 7)], [total, true])
})

test('a short body is read to its end by itself, so that nothing stays open', async (t) => {
  const { fetch, origin, calls } = await world(t, (_, response) => response.end('short'))
  for (let count = 0; count < 100; count++) assert.equal((await fetch(origin)).status, 200)
  assert.equal(calls.filter((method) => method === 'fetch.open').length, 100)
})

test('a plugin that never looks at long answers can go on asking', async (t) => {
  const { fetch, origin } = await world(t, (_, response) => response.end(Buffer.alloc(2 * 1024 * 1024)))
  const answers: Response[] = []
  for (let count = 0; count < 40; count++) answers.push(await fetch(origin))
  await assert.rejects(async () => answers[0]?.text(), { name: 'TypeError', message: /dropped/ })
  assert.equal((await answers.at(-1)?.arrayBuffer())?.byteLength, 2 * 1024 * 1024)
})

test('many requests at once wait for their turn', async (t) => {
  let now = 0
  let most = 0
  const { fetch, origin } = await world(t, (_, response) => {
    most = Math.max(most, ++now)
    setImmediate(() => {
      now -= 1
      response.end('x')
    })
  })
  const texts = await Promise.all(Array.from({ length: 150 }, async () => (await fetch(origin)).text()))
  assert.deepEqual([texts.length, new Set(texts).size], [150, 1])
  assert.ok(most <= 30 && most > 1, `${most} at once`)
})

test('redirects are followed, refused or shown', async (t) => {
  const { fetch, origin } = await world(t, (request, response) => {
    if (request.url === '/end') return response.end(request.method)
    response.writeHead(302, { location: '/end' }).end()
  })
  const followed = await fetch(`${origin}/start`, { method: 'POST', body: 'x' })
  assert.deepEqual([followed.url, followed.redirected, await followed.text()], [`${origin}/end`, true, 'GET'])
  const shown = await fetch(`${origin}/start`, { redirect: 'manual' })
  assert.deepEqual([shown.status, shown.headers.get('location')], [302, '/end'])
  await assert.rejects(fetch(`${origin}/start`, { redirect: 'error' }), TypeError)
})

test('what was not granted is NotCapable, and a network that fails is fetch failed', async (t) => {
  const { fetch, origin } = await world(t, (request) => request.socket.destroy())
  await assert.rejects(fetch('http://example.com/'), { name: 'NotCapable' })
  await assert.rejects(fetch(origin), (error: Error) => {
    assert.deepEqual([error instanceof TypeError, error.message], [true, 'fetch failed'])
    return error.cause instanceof Error
  })
  await assert.rejects(fetch('nonsense'), TypeError)
  await assert.rejects(fetch('ftp://127.0.0.1/'), TypeError)
  await assert.rejects(fetch(origin, { method: 'GET', body: 'x' }), TypeError)
})

test('a body that breaks off fails where it is read', async (t) => {
  const { fetch, origin } = await world(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('some', () => response.destroy())
  })
  await assert.rejects(async () => (await fetch(origin)).text(), { name: 'TypeError', message: 'fetch failed' })
})

test('an abort ends a request at each of its stages, with the reason that was given', async (t) => {
  const { fetch, origin, get } = await world(t, (request, response) => {
    if (request.url === '/body') response.write('begun')
  })
  const Controller = get('AbortController')
  const early = new Controller()
  early.abort('early')
  await assert.rejects(fetch(origin, { signal: early.signal }), (reason) => reason === 'early')
  const waiting = new Controller()
  const request = fetch(`${origin}/never`, { signal: waiting.signal })
  setImmediate(() => waiting.abort())
  await assert.rejects(request, { name: 'AbortError' })
  const reading = new Controller()
  const { body } = await fetch(`${origin}/body`, { signal: reading.signal })
  const reader = body?.getReader()
  await reader?.read()
  const next = reader?.read()
  reading.abort(new RangeError('stop'))
  await assert.rejects(async () => next, { name: 'RangeError', message: 'stop' })
  await assert.rejects(fetch(`${origin}/never`, { signal: get('AbortSignal').timeout(5) }), { name: 'TimeoutError' })
})

test('a stream that is cancelled ends the request on the server', async (t) => {
  const closed = gate()
  const { fetch, origin } = await world(t, (_, response) => {
    response.on('close', closed.open)
    response.write('begun')
  })
  await (await fetch(origin)).body?.cancel()
  await closed.passed
})

test('an encoded body comes decoded, an empty one is null, and a clone has its own', async (t) => {
  const { fetch, origin } = await world(t, (request, response) => {
    if (request.url === '/gzip') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('zipped'))
    if (request.method === 'HEAD') return response.writeHead(200, { 'content-length': '5' }).end()
    if (request.url === '/204') return response.writeHead(204).end()
    response.end('twice')
  })
  assert.equal(await (await fetch(`${origin}/gzip`)).text(), 'zipped')
  const [head, empty] = [await fetch(origin, { method: 'HEAD' }), await fetch(`${origin}/204`)]
  assert.deepEqual([head.body, await head.text(), empty.body, await empty.text()], [null, '', null, ''])
  const answer = await fetch(origin)
  const copy = answer.clone()
  assert.deepEqual([await answer.text(), await copy.text()], ['twice', 'twice'])
})

test('a data: URL is read without asking the core', async (t) => {
  const { fetch, calls } = await world(t, () => {})
  const urls = [
    'data:,a%20b%zz#frag',
    'data:text/html,<b>ü</b>',
    'data:;charset=utf-8,%C3%BC',
    'data:text/x;a="b c";base64,aGk=',
    'data:TEXT/x ; base64 ,aG%6B=',
    'data:nonsense,x',
    'data:;base64,a',
    'data:no comma',
  ]
  for (const url of urls) {
    const facts = (run: typeof fetch) =>
      run(url).then(
        async (answer) => [answer.status, answer.headers.get('content-type'), await answer.text(), answer.url],
        (error: Error) => error.name + error.message,
      )
    assert.deepEqual(await facts(fetch), await facts(globalThis.fetch), url)
  }
  assert.deepEqual(calls, [])
})

test('a request can be sent once, and its stream stops when the server wants no more', async (t) => {
  const { fetch, origin, get } = await world(t, (_, response) => response.writeHead(413, { connection: 'close' }).end('too much'))
  const [Request, Stream] = [get('Request'), get('ReadableStream')]
  const request = new Request(origin, { method: 'POST', body: 'x' })
  assert.equal((await fetch(request)).status, 413)
  await assert.rejects(fetch(request), TypeError)
  const cancelled = gate()
  const endless = new Stream({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
    cancel: cancelled.open,
  })
  await fetch(origin, { method: 'POST', body: endless as never, duplex: 'half' }).then(
    (answer) => assert.equal(answer.status, 413),
    // The connection may break before the answer is read.
    (error) => assert.ok(error instanceof TypeError),
  )
  await cancelled.passed
})

test('nothing that a plugin made reaches the core: only text, and bytes of our own', async (t) => {
  const seen: unknown[][] = []
  const call: Call = async (method, args, bytes) => {
    seen.push([JSON.stringify(args), bytes])
    if (method === 'fetch.open') return { value: { id: 1 } } as never
    if (method === 'fetch.response')
      return { value: { status: 200, statusText: '', url: 'http://h/', redirected: false, headers: [], isEmpty: true } } as never
    return { value: undefined } as never
  }
  const realm = createWebRealm({ call })
  t.after(realm.stop)
  const body = Object.assign(new Uint8Array([1, 2, 3]), { toJSON: () => 'hostile' })
  let asked = 0
  const method = { toString: () => (asked++ === 0 ? 'PUT' : 'hostile') }
  await realm.get('fetch')('http://h/', { method: method as never, body, headers: { a: { toString: () => 'b' } as never } })
  const [open, write] = seen
  assert.deepEqual(JSON.parse(String(open?.[0]))[0], {
    url: 'http://h/',
    method: 'PUT',
    redirect: 'follow',
    headers: [
      ['a', 'b'],
      ['accept', '*/*'],
      ['content-length', '3'],
      ['user-agent', 'Showrunner/1.2.3'],
    ],
    hasBody: true,
  })
  const sent = seen.map(([, bytes]) => bytes).find((bytes) => bytes !== undefined)
  assert.ok(write && sent !== body && !('toJSON' in (sent as object)))
  assert.deepEqual(sent, new Uint8Array([1, 2, 3]))
})
