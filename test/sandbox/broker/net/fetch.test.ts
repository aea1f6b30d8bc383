import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { readHeaders } from '../../../../core/sandbox/broker/net/fetch-headers.ts'
import { redirected } from '../../../../core/sandbox/broker/net/fetch-redirect.ts'
import { createNetPlugin, failureOf, fetchText, opened, PUBLIC, readAll } from '../../../support/net-powers.ts'
import { testCertificate } from '../../../support/test-certificate.ts'
import { bodyOf, serveHttp, serveHttps } from '../../../support/web-server.ts'

const names = { 'api.test': [PUBLIC], 'other.test': [PUBLIC] }

test('fetch sends what it is given, and answers with head and body', async (t) => {
  const port = await serveHttp(t, async (request, response) => {
    const body = await bodyOf(request)
    response.writeHead(
      201,
      'Made',
      [
        ['X-Twice', 'a'],
        ['X-Twice', 'b'],
        ['set-cookie', 'c=d'],
      ].flat(),
    )
    response.end(`${request.method} ${request.url} ${request.headers['x-own']} ${body}`)
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const url = `http://api.test:${port}/a?b=c`
  const answer = await fetchText(plugin, `${url}#d`, { method: 'post', headers: [['X-Own', ' value ']], body: ['one ', 'two'] })
  const headers = answer.headers.filter(([name]) => name.startsWith('x-') || name === 'set-cookie')
  assert.deepEqual(
    { ...answer, headers },
    {
      status: 201,
      statusText: 'Made',
      url,
      redirected: false,
      isEmpty: false,
      text: 'POST /a?b=c value one two',
      headers: [
        ['x-twice', 'a'],
        ['x-twice', 'b'],
        ['set-cookie', 'c=d'],
      ],
    },
  )
  assert.deepEqual(plugin.used, [`net api.test:${port}`])
})

test('headers that frame a request, or that only a browser may say, are not sent', async (t) => {
  const port = await serveHttp(t, (request, response) => response.end(JSON.stringify(request.headers)))
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const reserved =
    'host connection keep-alive transfer-encoding upgrade te trailer expect proxy-authorization proxy-connection sec-fetch-site content-length via'
  const headers = reserved.split(' ').map((name) => [name, name === 'content-length' ? '5' : 'evil'] as const)
  const sent = JSON.parse((await fetchText(plugin, `http://api.test:${port}/`, { headers })).text)
  assert.deepEqual(sent, {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': '*',
    connection: 'keep-alive',
    host: `api.test:${port}`,
    'user-agent': 'Showrunner',
  })
  const length = readHeaders([['content-length', '5']], { hasBody: false }).filter(([name]) => name === 'content-length')
  assert.deepEqual(length, [])
})

test('what is no request is refused before anything is sent', async (t) => {
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const open = (request: object) =>
    failureOf(
      plugin.call('fetch.open', [{ url: 'http://api.test/', method: 'GET', headers: [], redirect: 'follow', hasBody: false, ...request }]),
    )
  const failures = await Promise.all([
    open({ headers: [['a', 'b\r\nx: y']] }),
    open({ headers: [['a\r\nx', 'y']] }),
    open({ headers: [['a', '\u{1f4a5}']] }),
    open({ headers: [['a', 'b'.repeat(33_000)]] }),
    open({ headers: 'a: b' }),
    open({ headers: [['content-length', '-1']], method: 'POST', hasBody: true }),
    open({ method: 'CONNECT' }),
    open({ method: 'trace' }),
    open({ method: 'Track' }),
    open({ method: 'GET / HTTP/1.1\r\nx: y' }),
    open({ hasBody: true }),
    open({ redirect: 'sideways' }),
    open({ url: 'http://u:p@api.test/' }),
    open({ url: 'http://:p@api.test/' }),
    open({ url: 'ftp://api.test/' }),
    open({ url: 'api.test' }),
    open({ url: 'http://api.test:25/' }),
    open({ url: `http://api.test/${'x'.repeat(33_000)}` }),
    open({ url: 5 }),
    failureOf(plugin.call('fetch.open', [undefined])),
  ])
  assert.deepEqual(
    failures.filter((failure) => !failure.startsWith('TypeError: ')),
    [],
  )
  assert.deepEqual(plugin.dialled, [])
})

test('what is not granted is refused in words that help', async () => {
  const plugin = createNetPlugin({ net: ['api.test:443'], names })
  assert.match(
    await failureOf(fetchText(plugin, 'http://api.test/')),
    /^NotCapable: Requires net access to "api\.test:80"; add it to .* in plugin\.manifest\.json, and approve it with: npm run showrunner -- plugins approve tester$/,
  )
  assert.deepEqual(plugin.used, [])
})

test('T58: a redirect takes credentials to no other origin, nor to the same host by another scheme or port', () => {
  const headers = [
    ['authorization', 'Bearer x'],
    ['cookie', 'a=b'],
    ['x-own', 'y'],
  ] as const
  const namesAt = (location: string) => {
    const request = { url: new URL('https://api.test/begin'), method: 'GET', headers }
    const next = redirected(request, { status: 302, headers: [['location', location]] }, 'follow')
    return next?.request.headers.map(([name]) => name)
  }
  assert.deepEqual(['/end', 'https://api.test:443/', 'http://api.test/', 'https://api.test:8443/', 'https://a.api.test/'].map(namesAt), [
    ['authorization', 'cookie', 'x-own'],
    ['authorization', 'cookie', 'x-own'],
    ['x-own'],
    ['x-own'],
    ['x-own'],
  ])
})

test('redirects are followed as the fetch standard says', async (t) => {
  const seen: string[] = []
  const port = await serveHttp(t, async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    seen.push(`${request.method} ${url.pathname} ${request.headers['content-type'] ?? '-'} ${await bodyOf(request)}`)
    const status = Number(url.pathname.slice(1))
    if (status) response.writeHead(status, { location: '/end' })
    response.end('done')
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const ask = (path: string, method: string, body?: readonly string[]) =>
    fetchText(plugin, `http://api.test:${port}${path}`, { method, headers: [['content-type', 'text/x']], ...(body && { body }) })
  for (const status of [301, 302, 303, 307, 308]) await ask(`/${status}`, 'POST', ['body'])
  await ask('/303', 'HEAD')
  const last = await ask('/301', 'PUT', ['body'])
  assert.deepEqual(
    seen.filter((line) => line.includes('/end')),
    [
      'GET /end - ',
      'GET /end - ',
      'GET /end - ',
      'POST /end text/x body',
      'POST /end text/x body',
      'HEAD /end text/x ',
      'PUT /end text/x body',
    ],
  )
  assert.deepEqual([last.url, last.redirected, last.status], [`http://api.test:${port}/end`, true, 200])
})

test('redirects can be handed over or refused, and end after twenty', async (t) => {
  const port = await serveHttp(t, (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left) response.writeHead(302, { location: `/${left - 1}` })
    response.end('end')
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const manual = await fetchText(plugin, `http://api.test:${port}/1`, { redirect: 'manual' })
  const location = manual.headers.find(([name]) => name === 'location')
  assert.deepEqual([manual.status, location, manual.redirected, manual.text], [302, ['location', '/0'], false, 'end'])
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/1`, { redirect: 'error' })), /^TypeError: Encountered redirect/)
  assert.equal((await fetchText(plugin, `http://api.test:${port}/20`)).status, 200)
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/21`)), /^TypeError: Maximum number of redirects \(20\)/)
})

test('a body too long to keep is not sent again', async (t) => {
  const port = await serveHttp(t, async (request, response) => {
    await bodyOf(request)
    response.writeHead(307, { location: '/end' }).end()
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const body = Array(3).fill('x'.repeat(100_000))
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/`, { method: 'POST', body })), /^TypeError: Can not redeliver/)
})

test('bodies are decoded, whatever they were encoded with', async (t) => {
  const plain = 'Gift! '.repeat(50_000)
  const encoded: Readonly<Record<string, Buffer>> = {
    gzip: gzipSync(plain),
    'x-gzip': gzipSync(plain),
    br: brotliCompressSync(plain),
    deflate: deflateSync(plain),
    'deflate ': deflateRawSync(plain),
    'gzip, br': brotliCompressSync(gzipSync(plain)),
    'identity, gzip': gzipSync(plain),
    GZIP: gzipSync(plain),
  }
  const codings = Object.keys(encoded)
  const port = await serveHttp(t, (request, response) => {
    const coding = codings[Number(request.url?.slice(1))] ?? ''
    response.writeHead(200, { 'content-encoding': coding }).end(encoded[coding])
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  for (const [index, coding] of codings.entries())
    assert.equal((await fetchText(plugin, `http://api.test:${port}/${index}`)).text, plain, coding)
})

test('a body that cannot be decoded fails, and one of an unknown coding is handed over', async (t) => {
  const port = await serveHttp(t, (request, response) => {
    const coding = request.url === '/unknown' ? 'zstd-not' : request.url === '/deep' ? 'gzip,gzip,gzip,gzip,gzip,gzip' : 'gzip'
    response.writeHead(200, { 'content-encoding': coding }).end('not gzip')
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  assert.match(
    await failureOf(fetchText(plugin, `http://api.test:${port}/`)),
    /^TypeError: Reading the response of http:\/\/api\.test:\d+ failed: incorrect header check/,
  )
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/deep`)), /^TypeError: A body is encoded at most 5 times/)
  assert.equal((await fetchText(plugin, `http://api.test:${port}/unknown`)).text, 'not gzip')
})

test('answers without a body are over at their head', async (t) => {
  const port = await serveHttp(t, (request, response) => response.writeHead(Number(request.url?.slice(1))).end())
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 205],
    ['GET', 304],
  ] as const) {
    const { value } = await plugin.call('fetch.open', [
      { url: `http://api.test:${port}/${status}`, method, headers: [], redirect: 'follow', hasBody: false },
    ])
    assert.equal((await plugin.call('fetch.response', [value.id])).value.isEmpty, true)
    assert.match(await failureOf(plugin.call('fetch.read', [value.id])), /^BadResource: /)
  }
})

test('T59: https is verified, for the name that was asked for', async (t) => {
  const port = await serveHttps(t, (request, response) =>
    response.end(`${request.headers.host} ${'servername' in request.socket ? request.socket.servername : ''}`),
  )
  const stranger = createNetPlugin({ net: ['api.test'], names })
  const friend = createNetPlugin({ net: ['api.test', 'other.test', '127.0.0.1', '127.0.0.2'], names, caCerts: [testCertificate.cert] })
  t.after(stranger.end)
  t.after(friend.end)
  assert.match(
    await failureOf(fetchText(stranger, `https://api.test:${port}/`)),
    /^TypeError: TLS with api\.test:\d+ failed: self-signed certificate/,
  )
  assert.match(await failureOf(fetchText(friend, `https://other.test:${port}/`)), /^TypeError: .*not in the cert's altnames/)
  assert.match(await failureOf(fetchText(friend, `https://127.0.0.2:${port}/`)), /^TypeError: .*not in the cert's list/)
  assert.equal((await fetchText(friend, `https://api.test:${port}/`)).text, `api.test:${port} api.test`)
  assert.equal((await fetchText(friend, `https://127.0.0.1:${port}/`)).text, `127.0.0.1:${port} false`)
})

test('failures of the network are TypeErrors that say where', async (t) => {
  const port = await serveHttp(t, (request, response) => {
    if (request.url === '/cut') response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy())
    else if (request.url === '/head') response.writeHead(200, { long: 'x'.repeat(15_000), long2: 'x'.repeat(18_000) }).end()
    else request.socket.destroy()
  })
  const plugin = createNetPlugin({ net: ['api.test', 'nowhere.test', '127.0.0.1'], names })
  t.after(plugin.end)
  assert.match(
    await failureOf(fetchText(plugin, `http://api.test:${port}/`)),
    /^TypeError: Fetch of http:\/\/api\.test:\d+ failed: other side closed/,
  )
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/cut`)), /^TypeError: Reading the response/)
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/head`)), /^TypeError: .*Headers Overflow/)
  assert.match(await failureOf(fetchText(plugin, 'http://nowhere.test/')), /^TypeError: .*ENOTFOUND/)
  assert.match(await failureOf(fetchText(plugin, 'http://127.0.0.1:2/')), /^TypeError: .*ECONNREFUSED/)
})

test('T59: a body comes down no faster than the plugin takes it', async (t) => {
  let sent = 0
  function* endless() {
    for (;;) {
      sent += 64 * 1024
      yield Buffer.alloc(64 * 1024)
    }
  }
  const port = await serveHttp(t, (_request, response) => void pipeline(Readable.from(endless()), response, () => {}))
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${port}/`)
  await plugin.call('fetch.response', [id])
  let read = 0
  for (let part = 0; part < 200; part += 1) read += (await plugin.call('fetch.read', [id])).bytes?.length ?? 0
  assert.ok(sent - read < 16 * 1024 * 1024, `${sent - read} bytes are on their way`)
  await plugin.call('fetch.cancel', [id])
})

test('a body goes up no faster than the server takes it, and no more than 4 MiB of it wait', async (t) => {
  let heard: (() => void) | undefined
  const isHeard = new Promise<void>((resolve) => {
    heard = resolve
  })
  const port = await serveHttp(t, () => heard?.())
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${port}/`, { method: 'POST', hasBody: true })
  // The head goes out with the first part.
  await plugin.call('fetch.write', [id], new Uint8Array(1))
  await isHeard
  const writes = Array.from({ length: 200 }, () => failureOf(plugin.call('fetch.write', [id], new Uint8Array(190_000))))
  assert.match(await Promise.race(writes.slice(-100)), /^Busy: Too much is being written at once/)
  await plugin.call('fetch.cancel', [id])
  const outcomes = new Set((await Promise.all(writes)).map((outcome) => outcome.split(':')[0]))
  assert.deepEqual(
    [...outcomes].filter((outcome) => !['no failure', 'Busy', 'Interrupted'].includes(outcome ?? '')),
    [],
  )
})

test('an upload is taken part by part, and answered while the plugin still sends', async (t) => {
  let heard = 0
  let respond: ((response: ServerResponse) => void) | undefined
  const arrived = new Promise<ServerResponse>((resolve) => {
    respond = resolve
  })
  const port = await serveHttp(t, (request, response) => {
    request.on('data', (part: Buffer) => {
      heard += part.length
    })
    request.on('end', () => response.end('whole'))
    respond?.(response)
  })
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const { value } = await plugin.call('fetch.open', [
    {
      url: `http://api.test:${port}/`,
      method: 'POST',
      headers: [['content-length', String(50 * 150_000)]],
      redirect: 'follow',
      hasBody: true,
    },
  ])
  await plugin.call('fetch.write', [value.id], new Uint8Array(150_000))
  const response = await arrived
  response.write('begun ')
  const { value: head } = await plugin.call('fetch.response', [value.id])
  for (let part = 1; part < 50; part += 1) await plugin.call('fetch.write', [value.id], new Uint8Array(150_000))
  await plugin.call('fetch.endBody', [value.id])
  const text = Buffer.concat(await readAll(plugin, value.id)).toString()
  assert.deepEqual([head.status, text, heard], [200, 'begun whole', 50 * 150_000])
})

test('a body is held to the length that was said', async (t) => {
  const port = await serveHttp(t, async (request, response) => response.end(await bodyOf(request)))
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const send = (length: string, body: string) =>
    failureOf(fetchText(plugin, `http://api.test:${port}/`, { method: 'POST', headers: [['content-length', length]], body: [body] }))
  assert.equal(await send('5', 'abcde'), 'no failure')
  assert.match(await send('3', 'abcGET /smuggled HTTP/1.1'), /^TypeError: .*does not match content-length/)
  assert.match(await send('9', 'abc'), /^TypeError: .*does not match content-length/)
})
