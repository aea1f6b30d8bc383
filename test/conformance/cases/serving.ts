import type { Case } from '../case.ts'

/** `serving(handler, use)` serves, calls `use` with the address and the server, and shuts down; `served` says what a path answers. */
const PRELUDE = `
const origin = 'http://127.0.0.1:' + place.free
const at = { hostname: '127.0.0.1', port: place.free, onListen() {} }
const deferred = () => { const it = {}; it.promise = new Promise((resolve) => { it.resolve = resolve }); return it }
const serving = async (handler, use, more = {}) => {
  const ready = deferred()
  const server = Deno.serve({ ...at, ...more, onListen: ready.resolve }, handler)
  await ready.promise
  try {
    return await use(server)
  } finally {
    await server.shutdown()
  }
}
const dial = () => Deno.connect({ port: place.free }).catch(dial)
const told = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }))
`
const serve = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `serving: ${id}`,
  grants: { net: ['$free'], listen: ['$free'] },
  needs: ['free'],
  code: `${PRELUDE}{\n${code}\n}`,
  ...more,
})
const LATE =
  'Listening takes a message to the core: a listener is there at once, and the first `accept`, or `finished`, tells what went wrong.'

/** Deno.listen, Deno.serve and Deno.upgradeWebSocket. */
export const SERVING: readonly Case[] = [
  serve(
    'a handler answers text, with the request in its hands',
    `return await serving(async (request) => new Response([request.method, request.url === origin + '/a%20b?c=d&e', request.headers.get('x-who'), await request.text()].join()), async () => { const answer = await fetch(origin + '/a%20b?c=d&e', { method: 'PUT', headers: { 'x-who': 'me' }, body: 'ñandú' }); return [answer.status, answer.headers.get('content-type'), await answer.text()] })`,
  ),
  serve(
    'status, text and headers go out as they were said',
    `return await serving(() => new Response('{}', { status: 418, statusText: 'Teapot', headers: [['x-one', 'a'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['content-type', 'text/odd']] }), async () => { const answer = await fetch(origin); return [answer.status, answer.headers.get('x-one'), answer.headers.getSetCookie(), answer.headers.get('content-type'), answer.headers.get('content-length'), await answer.text()] })`,
  ),
  serve(
    'answers may have no body',
    `return await serving((request) => new Response(null, { status: Number(new URL(request.url).pathname.slice(1)) }), async () => { const answers = []; for (const status of [200, 204, 304, 404]) { const answer = await fetch(origin + '/' + status); answers.push([answer.status, await answer.text()]) } return answers })`,
  ),
  serve(
    'HEAD has the length and no body',
    `return await serving(() => new Response('12345'), async () => { const answer = await fetch(origin, { method: 'HEAD' }); return [answer.headers.get('content-length'), await answer.text()] })`,
  ),
  serve(
    'JSON goes out and comes in',
    `return await serving(async (request) => Response.json(await request.json()), async () => (await fetch(origin, { method: 'POST', body: '{"a":[1]}' })).json())`,
  ),
  serve(
    'a stream goes out in its parts',
    `return await serving(() => new Response(new ReadableStream({ start(controller) { for (const part of ['one ', 'two ', 'three']) controller.enqueue(bytes(part)); controller.close() } })), async () => (await fetch(origin)).text())`,
  ),
  serve(
    'a stream that fails breaks the answer off',
    `return await serving(() => new Response(new ReadableStream({ pull(controller) { controller.error(new Error('no more')) } })), async () => errorOf(async () => (await fetch(origin)).text()))`,
  ),
  serve(
    'much goes in and out',
    `return await serving(async (request) => new Response(await request.bytes()), async () => { const answer = await fetch(origin, { method: 'POST', body: new Uint8Array(900_000).fill(7) }); const all = await answer.bytes(); return [all.length, all.every((byte) => byte === 7)] })`,
  ),
  serve(
    'a body is read in parts',
    `return await serving(async (request) => { let count = 0; for await (const part of request.body) count += part.length; return new Response(String(count) + request.bodyUsed) }, async () => (await fetch(origin, { method: 'POST', body: new Uint8Array(400_000) })).text())`,
  ),
  serve(
    'GET has no body',
    `return await serving((request) => new Response(String(request.body)), async () => (await fetch(origin)).text())`,
  ),
  serve(
    'what a handler throws is status 500',
    `return await serving(() => { throw new Error('secret') }, async () => { const answer = await fetch(origin); return [answer.status, await answer.text()] })`,
  ),
  serve(
    'onError answers for a handler',
    `return await serving(async () => { throw new Error('why') }, async () => { const answer = await fetch(origin); return [answer.status, await answer.text()] }, { onError: (error) => new Response(error.message, { status: 409 }) })`,
  ),
  serve(
    'only a Response is an answer',
    `const answer = await serving(() => 'text', async () => { const { status } = await fetch(origin); return status }); return [answer, await errorOf(() => Deno.serve({ ...at })), await errorOf(() => Deno.serve('handler'))]`,
  ),
  serve(
    'a response is sent once',
    `const same = new Response('once'); return await serving(() => same, async () => { const first = await (await fetch(origin)).text(); const { status } = await fetch(origin); return [first, status] })`,
  ),
  serve(
    'it says where it listens and who asks',
    `return await serving((_, info) => Response.json([info.remoteAddr.transport, info.remoteAddr.hostname, info.remoteAddr.port > 0]), async (server) => [server.addr.transport, server.addr.hostname, server.addr.port === place.free, await (await fetch(origin)).json()])`,
  ),
  serve(
    'completed is told',
    `let done; await serving((_, info) => { done = info.completed; return new Response('x') }, async () => (await fetch(origin)).text()); return String(await done)`,
  ),
  serve(
    'headers of a request are not changed',
    `return await serving(async (request) => new Response(await errorOf(() => request.headers.set('a', 'b'))), async () => (await fetch(origin)).text())`,
  ),
  serve(
    'the signal of a request is quiet while it is answered',
    `return await serving((request) => Response.json([request.signal instanceof AbortSignal, request.signal.aborted]), async () => (await fetch(origin)).json())`,
  ),
  serve(
    'the signal of a request tells that the other side went',
    `const asked = deferred(); const saw = deferred(); return await serving(async (request) => { request.signal.addEventListener('abort', () => saw.resolve('gone')); asked.resolve(); await saw.promise; return new Response('late') }, async () => { const stop = new AbortController(); const asking = errorOf(() => fetch(origin, { signal: stop.signal })); await asked.promise; stop.abort(); return [await asking, await saw.promise] })`,
  ),
  serve(
    'the options may hold the handler',
    `const ready = deferred(); const server = Deno.serve({ ...at, onListen: ready.resolve, handler: () => new Response('held') }); await ready.promise; const answer = await (await fetch(origin)).text(); await server.shutdown(); return answer`,
  ),
  serve(
    'shutdown waits for what is under way',
    `let server; const answer = await serving(async () => { server.shutdown(); return new Response('still') }, async (it) => { server = it; return (await fetch(origin)).text() }); return [answer, await errorOf(() => fetch(origin))]`,
  ),
  serve(
    'finished is told',
    `const server = Deno.serve({ ...at }, () => new Response()); const finished = server.finished.then(() => 'finished'); await server.shutdown(); return await finished`,
  ),
  serve(
    'an aborted signal ends it',
    `const stop = new AbortController(); const ready = deferred(); at.onListen = ready.resolve; const server = Deno.serve({ ...at, signal: stop.signal }, () => new Response()); await ready.promise; stop.abort(); await server.finished; return await errorOf(() => fetch(origin))`,
  ),
  serve(
    'using shuts it down',
    `const ready = deferred(); at.onListen = ready.resolve; const server = Deno.serve(at, () => new Response()); await ready.promise; await server[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](); return await errorOf(() => fetch(origin))`,
  ),
  serve(
    'a port that is taken is AddrInUse',
    `return await serving(() => new Response(), () => errorOf(async () => { await Deno.serve({ ...at }, () => new Response()).finished }))`,
  ),
  serve(
    'what was not granted is NotCapable',
    `const refused = (more) => errorOf(async () => { await Deno.serve({ ...at, ...more }, () => new Response()).finished }); return [await refused({ port: place.closed }), await refused({ hostname: '0.0.0.0' })]`,
  ),
  serve(
    'a port that was not granted throws at once',
    `return await errorOf(() => void Deno.listen({ hostname: '127.0.0.1', port: place.closed }))`,
    {
      differs: { reason: LATE, value: 'none' },
    },
  ),
  serve(
    'a WebSocket is accepted and says everything back',
    `return await serving((request) => { const { socket, response } = Deno.upgradeWebSocket(request); socket.binaryType = 'arraybuffer'; socket.onmessage = ({ data }) => socket.send(data); return response }, async () => { const socket = new WebSocket('ws://127.0.0.1:' + place.free + '/'); socket.binaryType = 'arraybuffer'; await told(socket, 'open'); const heard = []; for (const message of ['héllo', new Uint8Array([1, 2])]) { const back = told(socket, 'message'); socket.send(message); const { data } = await back; heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)]) } const closed = told(socket, 'close'); socket.close(4001, 'enough'); const { code, reason, wasClean } = await closed; return [heard, code, reason, wasClean] })`,
  ),
  serve(
    'both sides of a WebSocket know how it stands',
    `const states = []; const over = deferred(); await serving((request) => { const { socket, response } = Deno.upgradeWebSocket(request); states.push(socket.readyState, response.status, socket instanceof WebSocket, response instanceof Response); socket.onopen = () => states.push(socket.readyState, socket.protocol, socket.extensions); socket.onclose = ({ code, reason }) => { states.push(socket.readyState, code, reason); over.resolve() }; return response }, async () => { const socket = new WebSocket('ws://127.0.0.1:' + place.free + '/'); await told(socket, 'open'); socket.close(4002, 'from afar'); await over.promise }); return states`,
  ),
  serve(
    'a subprotocol is agreed on',
    `return await serving((request) => { const { socket, response } = Deno.upgradeWebSocket(request, { protocol: 'two' }); socket.onopen = () => socket.send('open'); return response }, async () => { const socket = new WebSocket('ws://127.0.0.1:' + place.free + '/', ['one', 'two']); await told(socket, 'message'); const agreed = socket.protocol; const closed = told(socket, 'close'); socket.close(); await closed; return agreed })`,
  ),
  serve(
    'a subprotocol that was not offered is none',
    `return await serving(async (request) => new Response(await errorOf(() => Deno.upgradeWebSocket(request, { protocol: 'three' })), { status: 400 }), async () => { const socket = new WebSocket('ws://127.0.0.1:' + place.free + '/', ['one']); const failed = told(socket, 'error'); const closed = told(socket, 'close'); await failed; const { wasClean } = await closed; return wasClean })`,
  ),
  serve(
    'a plain request is no WebSocket',
    `return await serving(async (request) => new Response(await errorOf(() => Deno.upgradeWebSocket(request))), async () => [await (await fetch(origin)).text(), await errorOf(() => Deno.upgradeWebSocket(new Request(origin)))])`,
  ),
  serve(
    'the server closes a WebSocket with a code',
    `return await serving((request) => { const { socket, response } = Deno.upgradeWebSocket(request); socket.onopen = () => socket.close(4003, 'full'); return response }, async () => { const socket = new WebSocket('ws://127.0.0.1:' + place.free + '/'); const { code, reason, wasClean } = await told(socket, 'close'); return [code, reason, wasClean] })`,
  ),
  serve(
    'a listener takes connections',
    `const listener = Deno.listen({ hostname: '127.0.0.1', port: place.free }); const accepting = listener.accept(); const conn = await dial(); const other = await accepting; await conn.write(bytes('ping')); const into = new Uint8Array(10); const count = await other.read(into); await other.write(into.subarray(0, count)); const back = await conn.read(into); const { localAddr, remoteAddr } = other; const facts = [localAddr.port === place.free, remoteAddr.hostname, remoteAddr.port === conn.localAddr.port]; conn.close(); other.close(); listener.close(); return [text(into.subarray(0, back)), facts]`,
  ),
  serve(
    'a listener is gone through, and closing ends that',
    `const listener = Deno.listen({ hostname: '127.0.0.1', port: place.free }); const heard = []; const going = (async () => { for await (const conn of listener) { const into = new Uint8Array(1); await conn.read(into); heard.push(text(into)); conn.close() } return 'over' })(); const say = async (what) => { const conn = await dial(); await conn.write(bytes(what)); await conn.read(new Uint8Array(1)); conn.close() }; await say('a'); await say('b'); listener.close(); return [await going, heard]`,
  ),
  serve(
    'a closed listener is a BadResource',
    `const listener = Deno.listen({ hostname: '127.0.0.1', port: place.free }); const { transport, hostname, port } = listener.addr; const waiting = errorOf(() => listener.accept()); listener.close(); return [transport, hostname, port === place.free, await waiting, await errorOf(() => listener.accept()), await errorOf(() => listener.close())]`,
  ),
  serve(
    'nobody listens at what is closed',
    `const listener = Deno.listen({ hostname: '127.0.0.1', port: place.free }); const accepting = listener.accept(); const conn = await dial(); (await accepting).close(); conn.close(); listener.close(); return await errorOf(() => Deno.connect({ port: place.free }))`,
  ),
  serve(
    'odd ports are refused',
    `const refused = (port) => errorOf(() => Deno.listen({ hostname: '127.0.0.1', port })); return [await refused(70_000), await refused(-1), await refused('http'), await refused(1.5)]`,
  ),
]
