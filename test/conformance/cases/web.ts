import type { Case } from '../case.ts'

const web = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `web: ${id}`,
  grants: { net: ['$http', '$closed'] },
  needs: ['web', 'http', 'closed'],
  code: `const origin = 'http://127.0.0.1:' + place.http\n${code}`,
  ...more,
})

/** fetch and the other globals of the web, as far as a plugin would notice. The server tells what it was asked, at /echo. */
export const WEB: readonly Case[] = [
  web(
    'fetch reads text',
    `const response = await fetch(origin + '/hello'); return [response.status, response.ok, response.statusText, response.headers.get('content-type'), await response.text(), response.bodyUsed, response.url === origin + '/hello', response.redirected]`,
  ),
  web(
    'fetch sends a method, headers and a body',
    `const asked = await (await fetch(origin + '/echo', { method: 'POST', headers: { 'x-own': 'yes' }, body: 'data' })).json(); return [asked.method, asked.headers['x-own'], asked.headers['content-type'], asked.body]`,
  ),
  web(
    'fetch sends JSON, forms and parameters',
    `const type = async (body) => { const asked = await (await fetch(origin + '/echo', { method: 'POST', body })).json(); return [asked.headers['content-type']?.replace(/boundary=.*/, 'boundary'), asked.body.includes('value')] }; const form = new FormData(); form.set('field', 'value'); return [await type(JSON.stringify({ field: 'value' })), await type(new URLSearchParams({ field: 'value' })), await type(form), await type(new Blob(['value'], { type: 'text/own' })), await type(bytes('value'))]`,
  ),
  web(
    'fetch sends a stream',
    `const body = new ReadableStream({ start(to) { to.enqueue(bytes('a')); to.enqueue(bytes('b')); to.close() } }); return (await (await fetch(origin + '/echo', { method: 'POST', body, duplex: 'half' })).json()).body`,
  ),
  web(
    'fetch follows redirects',
    `const response = await fetch(origin + '/moved'); return [response.status, response.redirected, response.url === origin + '/hello', await response.text()]`,
  ),
  web(
    'fetch can leave redirects alone',
    `const response = await fetch(origin + '/moved', { redirect: 'manual' }); await response.body?.cancel(); return [response.status, response.headers.get('location'), await errorOf(() => fetch(origin + '/moved', { redirect: 'error' }))]`,
  ),
  web(
    'fetch answers errors of the server as they are',
    `const response = await fetch(origin + '/missing'); return [response.status, response.ok, await response.text()]`,
  ),
  web('fetch fails with TypeError where nobody listens', `return await errorOf(() => fetch('http://127.0.0.1:' + place.closed))`),
  web(
    'fetch refuses what was not granted',
    `return [await errorOf(() => fetch('http://10.255.255.1/')), await errorOf(() => fetch('http://127.0.0.1:' + place.tls))]`,
  ),
  web(
    'fetch refuses what is no URL',
    `return [await errorOf(() => fetch('nonsense')), await errorOf(() => fetch('ftp://127.0.0.1/')), await errorOf(() => fetch(origin, { method: 'GET', body: 'x' }))]`,
  ),
  web(
    'fetch is aborted',
    `const controller = new AbortController(); const fetching = errorOf(() => fetch(origin + '/slow', { signal: controller.signal })); controller.abort(); return [await fetching, await errorOf(() => fetch(origin, { signal: AbortSignal.abort('because') }))]`,
  ),
  web(
    'a body is read in parts',
    `const response = await fetch(origin + '/large'); let size = 0; for await (const chunk of response.body) size += chunk.length; return size`,
  ),
  web(
    'a body is read once',
    `const response = await fetch(origin + '/hello'); const copy = response.clone(); await response.text(); return [await errorOf(() => response.text()), await copy.text()]`,
  ),
  web(
    'HEAD has no body',
    `const response = await fetch(origin + '/hello', { method: 'HEAD' }); return [response.status, await response.text()]`,
  ),
  web(
    'Request and Response carry what they were given',
    `const request = new Request(origin, { method: 'put', headers: [['A', '1'], ['a', '2']], body: 'x' }); const response = Response.json({ a: 1 }, { status: 201 }); return [request.method, request.headers.get('a'), await request.text(), response.status, response.headers.get('content-type'), await response.json()]`,
  ),
  web(
    'Headers fold names and refuse odd ones',
    `const headers = new Headers({ B: '2', a: '1' }); headers.append('b', '3'); return [[...headers], headers.has('A'), await errorOf(() => headers.set('a b', 'x')), await errorOf(() => headers.set('a', 'x\\ny'))]`,
  ),
  web(
    'URL follows the standard',
    `const url = new URL('../b?x=1#h', 'http://EXAMPLE.com:80/a/c'); url.searchParams.append('y', 'ü'); return [url.href, url.host, url.origin, await errorOf(() => new URL('nonsense')), URL.canParse('a:b'), new URL('http://0x7f.1/').hostname]`,
  ),
  web(
    'URLPattern matches',
    `const pattern = new URLPattern({ pathname: '/users/:id' }); return [pattern.test('http://a/users/5'), pattern.exec('http://a/users/5').pathname.groups.id, pattern.test('http://a/x')]`,
  ),
  web(
    'text is encoded and decoded',
    `return [[...new TextEncoder().encode('ü🎁')], new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])), await errorOf(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]))), new TextDecoder('latin1').decode(new Uint8Array([0xe9])), btoa('hi'), atob('aGk='), await errorOf(() => btoa('🎁'))]`,
  ),
  web(
    'structuredClone copies what has a shape',
    `const copy = structuredClone({ date: new Date(0), map: new Map([[1, new Set([2])]]), list: [1, , 3], bytes: new Uint8Array([1]) }); return [copy.date.toISOString(), [...copy.map.get(1)], copy.list.length, copy.bytes[0], await errorOf(() => structuredClone(() => {}))]`,
  ),
  web(
    'signals abort with their reason',
    `const controller = new AbortController(); let heard = 0; controller.signal.addEventListener('abort', () => { heard += 1 }); controller.abort(); controller.abort(); return [heard, controller.signal.aborted, controller.signal.reason.name, AbortSignal.any([controller.signal]).aborted, await errorOf(() => controller.signal.throwIfAborted())]`,
  ),
  web(
    'events reach who listens',
    `const target = new EventTarget(); const heard = []; target.addEventListener('a', (event) => heard.push(event.type, event.target === target), { once: true }); target.dispatchEvent(new Event('a')); target.dispatchEvent(new Event('a')); return [heard, new CustomEvent('b', { detail: 5 }).detail]`,
  ),
  web(
    'timers run in order, and microtasks before them',
    `const order = []; await new Promise((done) => { setTimeout(() => { order.push('timer'); done() }, 0); queueMicrotask(() => order.push('microtask')); order.push('now') }); clearTimeout(setTimeout(() => order.push('never'), 0)); return order`,
  ),
  web(
    'random things are random',
    `const bytes = crypto.getRandomValues(new Uint8Array(32)); return [bytes.some((byte) => byte !== 0), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())]`,
  ),
  web(
    'digests and signatures are the standard ones',
    `const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join(''); const key = await crypto.subtle.importKey('raw', bytes('key'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']); return [hex(await crypto.subtle.digest('SHA-256', bytes('abc'))), hex(await crypto.subtle.sign('HMAC', key, bytes('abc')))]`,
  ),
  web(
    'streams pipe and transform',
    `const upper = new TransformStream({ transform: (chunk, to) => to.enqueue(chunk.toUpperCase()) }); const all = []; for await (const chunk of new Blob(['abc']).stream().pipeThrough(new TextDecoderStream()).pipeThrough(upper)) all.push(chunk); return all.join('')`,
  ),
  web(
    'blobs and forms hold what they were given',
    `const blob = new Blob(['ab', bytes('cd')], { type: 'Text/Own' }); const form = new FormData(); form.append('a', '1'); form.append('a', blob, 'name.txt'); return [blob.size, blob.type, await blob.slice(1, 3).text(), form.getAll('a').map((entry) => (typeof entry === 'string' ? entry : entry.name))]`,
  ),
  web(
    'a WebSocket carries text and bytes both ways',
    `const socket = new WebSocket('ws://127.0.0.1:' + place.http + '/', ['chat']); socket.binaryType = 'arraybuffer'; await new Promise((done) => { socket.onopen = done }); const hear = () => new Promise((done) => { socket.onmessage = ({ data }) => done(data) }); let heard = hear(); socket.send('ü'); const said = await heard; heard = hear(); socket.send(bytes('bytes')); const data = await heard; const closed = new Promise((done) => { socket.onclose = ({ code, reason, wasClean }) => done([code, reason, wasClean]) }); socket.close(1000, 'bye'); return [socket.protocol, said, text(new Uint8Array(data)), await closed, socket.readyState]`,
  ),
  web(
    'a WebSocket tells why the other side closed it',
    `const socket = new WebSocket('ws://127.0.0.1:' + place.http + '/closing'); return await new Promise((done) => { socket.onclose = ({ code, reason, wasClean }) => done([code, reason, wasClean]) })`,
  ),
  web(
    'a WebSocket where nobody listens fails and closes',
    `const socket = new WebSocket('ws://127.0.0.1:' + place.closed); const heard = []; socket.onerror = () => heard.push('error'); return await new Promise((done) => { socket.onclose = ({ code, wasClean }) => done([...heard, code, wasClean]) })`,
    {
      differs: {
        reason: 'The standard says that a connection which never was closes with 1006; Deno says 0.',
        value: ['error', 1006, false],
      },
    },
  ),
  web('a WebSocket refuses what is no address for it', `return await errorOf(() => new WebSocket('nonsense:x'))`),
  web(
    'a WebSocket to what was not granted fails',
    `try { const socket = new WebSocket('ws://127.0.0.1:' + place.tls); return await new Promise((done) => { socket.onclose = ({ code }) => done(code) }) } catch (error) { return error.name }`,
    {
      differs: {
        reason: 'Whether a host is granted takes a message to the core: the socket closes, where Deno throws at once.',
        value: 1006,
      },
    },
  ),
]
