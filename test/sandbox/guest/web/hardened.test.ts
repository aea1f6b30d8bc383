import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { build } from 'esbuild'
import { createWebSyscalls } from '../../../../core/sandbox/worker/syscalls/web.ts'

const ses = readFileSync(
  createRequire(import.meta.url)
    .resolve('ses')
    .replace(/ses\.cjs$/, 'ses.umd.min.js'),
  'utf8',
)
const bundle = await build({
  stdin: {
    contents: "export { guarded } from './guarded.ts'; export { createWebGlobals } from './web/globals.ts'",
    resolveDir: fileURLToPath(new URL('../../../../core/sandbox/guest', import.meta.url)),
  },
  bundle: true,
  format: 'iife',
  globalName: 'web',
  write: false,
  target: 'node20',
})
const code = bundle.outputFiles[0]?.text ?? ''

const LOCKDOWN = `
for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'WeakRef']) delete globalThis[name]
lockdown({
  overrideTaming: 'min', errorTaming: 'safe', consoleTaming: 'unsafe', domainTaming: 'unsafe', errorTrapping: 'none',
  unhandledRejectionTrapping: 'none', reporting: 'none', localeTaming: 'unsafe', regExpTaming: 'safe', evalTaming: 'safe-eval',
})`

/** A realm as a plugin's worker has one: SES in a fresh context, the bundle evaluated after lockdown, every global made and hardened. */
function hardenedRealm() {
  const context = vm.createContext({}, { codeGeneration: { strings: true, wasm: false } })
  const logged: string[] = []
  const thrown: string[] = []
  const { calls, stop } = createWebSyscalls({ onTimer: (id) => timer(id) })
  vm.runInContext(ses, context)
  vm.runInContext(LOCKDOWN, context)
  const before = performance.now()
  const script = new vm.Script(code, { filename: 'guest.js' })
  script.runInContext(context)
  const evaluated = performance.now()
  const create = vm.runInContext(
    `(syscalls, uncaught) => {
      const call = async () => { throw Object.defineProperty(new Error('Not granted'), 'name', { value: 'NotCapable' }) }
      const { globals, timer } = web.createWebGlobals({ syscalls: web.guarded(syscalls), call, uncaught: (error) => uncaught(String(error)) })
      const made = {}
      for (const [name, make] of Object.entries(globals)) made[name] = harden(make())
      return { made, timer, run: (source) => new Compartment({ globals: { ...made, Date, Math }, __options__: true }).evaluate(source) }
    }`,
    context,
  )
  const syscalls = { ...calls, log: (_: string, message: string) => void logged.push(message) }
  const { made, timer, run } = create(syscalls, (text: string) => void thrown.push(text))
  return { context, made, run, stop, logged, thrown, evaluateMs: evaluated - before, createMs: performance.now() - evaluated }
}

test('every global can be made and hardened after lockdown, and works in a compartment', async (t) => {
  const realm = hardenedRealm()
  t.after(realm.stop)
  t.diagnostic(
    `compiled and evaluated ${code.length} characters in ${realm.evaluateMs.toFixed(1)} ms, made and hardened ${Object.keys(realm.made).length} globals in ${realm.createMs.toFixed(1)} ms`,
  )
  const seen = await realm.run(`(async () => {
    const seen = {}
    const url = new URL('/a?b=1', 'http://h')
    url.searchParams.append('c', 'é')
    seen.url = url.href
    seen.pattern = new URLPattern({ pathname: '/:x' }).test('http://h/y')
    seen.text = new TextDecoder().decode(new TextEncoder().encode('grün 🎁'))
    const pieces = new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('ü'); c.close() } })
    seen.stream = await new Response(pieces.pipeThrough(new TextEncoderStream())).text()
    seen.decoded = (await Array.fromAsync?.([])) ?? []
    let upper = ''
    for await (const part of new Blob(['abc']).stream().pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform(c, k) { k.enqueue(c.toUpperCase()) } }))) upper += part
    seen.upper = upper
    const written = []
    const writer = new WritableStream({ write(c) { written.push(c) } }).getWriter()
    await writer.write(1); await writer.close()
    seen.written = written
    const controller = new AbortController()
    const both = AbortSignal.any([controller.signal, AbortSignal.timeout(60000)])
    both.onabort = () => { seen.aborted = both.reason.name }
    controller.abort()
    const target = new EventTarget()
    target.addEventListener('x', (e) => { seen.event = e.detail + e.type + String(e) }, { once: true })
    target.dispatchEvent(new CustomEvent('x', { detail: 7 }))
    seen.exception = [new DOMException('m', 'AbortError').code, new DOMException('m', 'AbortError') instanceof Error, String(new DOMException('m', 'N'))]
    const form = new FormData()
    form.append('f', new File(['x'], 'n.txt', { type: 'text/plain' }))
    form.append('t', 'v')
    const again = await new Response(form).formData()
    seen.form = [again.get('t'), await again.get('f').text(), again.get('f').name]
    const request = new Request('http://h/', { method: 'post', body: '{"a":1}', headers: { 'X-A': 'b' } })
    seen.request = [request.method, await request.clone().json(), request.headers.get('x-a'), await request.text()]
    seen.fetch = await fetch('http://h/').then(() => '', (e) => e.name)
    const socket = new WebSocket('ws://h/')
    seen.socket = await new Promise((r) => { socket.onclose = (e) => r([e.code, e.wasClean]) })
    seen.clone = structuredClone(new Map([[1, { d: new Date(5), e: new TypeError('x'), s: new Set([1]) }]])).get(1).e.message
    seen.base64 = atob(btoa('hi'))
    seen.random = crypto.getRandomValues(new Uint8Array(4)).length + crypto.randomUUID().length
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
    const iv = new Uint8Array(12)
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode('s'))
    seen.subtle = new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))
    performance.mark('a')
    seen.performance = performance.measure('b', 'a').duration >= 0
    console.log('%s is', 'this', { a: [1, url] }, new Error('no'))
    console.group('g'); console.count(); console.groupEnd(); console.time(); console.timeEnd(); console.table([1]); console.assert(false)
    await new Promise((r) => queueMicrotask(r))
    seen.timer = await new Promise((r) => setTimeout(r, 1, 'late'))
    seen.interval = await new Promise((r) => { let n = 0; const id = setInterval(() => { if (++n === 2) { clearInterval(id); r(n) } }, 1) })
    setTimeout(() => { throw new RangeError('thrown late') }, 1)
    await new Promise((r) => setTimeout(r, 2))
    seen.navigator = navigator.userAgent
    class Mine extends EventTarget { constructor() { super(); this.addEventListener('y', () => { seen.mine = true }) } }
    new Mine().dispatchEvent(new Event('y'))
    class Bad extends Error { constructor(m) { super(m); this.name = 'Bad' } }
    return JSON.stringify(seen)
  })()`)
  assert.deepEqual(JSON.parse(seen), {
    url: 'http://h/a?b=1&c=%C3%A9',
    pattern: true,
    text: 'grün 🎁',
    stream: 'aü',
    decoded: [],
    upper: 'ABC',
    written: [1],
    aborted: 'AbortError',
    event: '7x[object CustomEvent]',
    exception: [20, true, 'N: m'],
    form: ['v', 'x', 'n.txt'],
    request: ['POST', { a: 1 }, 'b', '{"a":1}'],
    fetch: 'NotCapable',
    socket: [1006, false],
    clone: 'x',
    base64: 'hi',
    random: 40,
    subtle: 's',
    performance: true,
    timer: 'late',
    interval: 2,
    navigator: 'Showrunner/0',
    mine: true,
  })
  assert.deepEqual(realm.thrown, ['RangeError: thrown late'])
  assert.match(realm.logged[0] ?? '', /^this is \{ a: \[ 1, URL \{ http/)
  assert.match(realm.logged[0] ?? '', /no/)
})

test('everything that can be reached from the globals is of the realm, and frozen', (t) => {
  const realm = hardenedRealm()
  t.after(realm.stop)
  const seen = new Set<object>()
  const foreign: string[] = []
  const loose: string[] = []
  const outside = [Object.prototype, Function.prototype, Error.prototype, Array.prototype]
  const walk = (value: unknown, path: string) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
    seen.add(value)
    if (outside.some((prototype) => value === prototype || Object.prototype.isPrototypeOf.call(prototype, value))) foreign.push(path)
    if (!Object.isFrozen(value)) loose.push(path)
    walk(Object.getPrototypeOf(value), `${path}.__proto__`)
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, key)
      for (const part of [descriptor?.value, descriptor?.get, descriptor?.set]) walk(part, `${path}.${String(key)}`)
    }
  }
  // The list itself belongs to this test.
  for (const [name, value] of Object.entries(realm.made)) walk(value, name)
  assert.ok(seen.size > 400, `only ${seen.size} objects were found`)
  assert.deepEqual([foreign, loose], [[], []])
})

test('what a plugin makes shares nothing with others but what is frozen', (t) => {
  const realm = hardenedRealm()
  t.after(realm.stop)
  const loose = realm.run(`(() => {
    const url = new URL('http://h/?a=b')
    const stream = new ReadableStream()
    const made = [url, url.searchParams, url.searchParams.entries(), new Headers({ a: 'b' }).entries(), new FormData().keys(), stream.values(), stream.tee,
      new CountQueuingStrategy({ highWaterMark: 1 }).size, new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size, new TransformStream().writable.getWriter(),
      new Blob([]).stream().getReader(), new AbortController().signal, new URLPattern({}), new Request('http://h').signal, new Response('x').body,
      new Event('x'), new TextEncoderStream().readable, navigator.languages, crypto.subtle, performance.mark('x'), new WebSocket('ws://h'), new File([], 'x')]
    const ownOnly = (object) => typeof object === 'object' && !Object.isFrozen(object)
    const loose = []
    for (const [index, object] of made.entries()) {
      if (typeof object === 'function' && !Object.isFrozen(object)) loose.push('function ' + index)
      let above = Object.getPrototypeOf(object)
      // The first prototype of an iterator is its own.
      if (ownOnly(above) && Object.prototype.toString.call(object).endsWith('Iterator]')) above = Object.getPrototypeOf(above)
      for (; above !== null; above = Object.getPrototypeOf(above)) if (!Object.isFrozen(above)) loose.push(index + ' ' + Object.prototype.toString.call(object))
    }
    return JSON.stringify(loose)
  })()`)
  assert.deepEqual(JSON.parse(loose), [])
})

test('with a full stack no error of the worker comes through', (t) => {
  const realm = hardenedRealm()
  t.after(realm.stop)
  // From the bottom of the stack up, each call has a little more room than the one before; nothing is looked at down there.
  const found = realm.run(`(() => {
    const attempts = [() => new URL('http://h/x'), () => crypto.randomUUID(), () => performance.now(), () => new TextDecoder().decode(new Uint8Array(2)),
      () => new TextEncoder().encode('x'.repeat(100)), () => console.log('x'), () => crypto.getRandomValues(new Uint8Array(2))]
    const caught = new Array(1e5)
    let count = 0
    for (const attempt of attempts)
      for (let pad = 0; pad < 10; pad++) {
        let left = 200
        // Compiled before, because compiling needs far more stack than running.
        attempt()
        const dig = () => {
          try { dig() } catch {}
          if (left-- > 0) try { attempt() } catch (error) { caught[count++] = error }
        }
        const padded = (more) => more === 0 ? dig() : padded(more - 1, 1, 2, 3)
        padded(pad)
      }
    const errors = caught.slice(0, count).filter((error) => !(error instanceof Error)).map(String)
    return JSON.stringify({ errors, overflows: count })
  })()`)
  const { errors, overflows } = JSON.parse(found)
  assert.deepEqual(errors, [])
  assert.ok(overflows >= 20, `only ${overflows} calls failed`)
})

test('what is handed in by a stranger is asked once and never passed on', async (t) => {
  const realm = hardenedRealm()
  t.after(realm.stop)
  const seen = await realm.run(`(async () => {
    const seen = []
    const note = async (name, run) => { try { seen.push([name, await run()]) } catch (error) { seen.push([name, error.name]) } }
    class Liar extends Uint8Array { static get [Symbol.species]() { throw new Error('asked') } get byteLength() { return 1e15 } get buffer() { throw new Error('asked') } slice() { throw new Error('asked') } }
    const liar = new Liar([104, 105])
    await note('decode', () => new TextDecoder().decode(liar))
    await note('blob', () => new Blob([liar]).text())
    await note('response', () => new Response(liar).text())
    await note('digest', async () => (await crypto.subtle.digest('SHA-256', liar)).byteLength)
    await note('random', () => crypto.getRandomValues(new Liar(2)) instanceof Liar)
    await note('proxy', () => new TextDecoder().decode(new Proxy(new Uint8Array(2), {})))
    await note('then', () => new Response('x').json.call({ then: 1 }))
    await note('foreign this', () => Object.getOwnPropertyDescriptor(URL.prototype, 'href').get.call({}))
    await note('subclass', () => new (class extends URL { get href() { return 'lie' } })('http://h/').toString())
    await note('proxied signal', () => fetch('http://h', { signal: new Proxy(new AbortController().signal, {}) }))
    await note('symbols', () => new URL(Symbol('x')))
    await note('getter', () => structuredClone({ get a() { return 1 } }).a)
    const stream = new ReadableStream({ start(c) { c.enqueue(liar); c.close() } })
    await note('chunk', () => new Response(stream).text())
    await note('thenable', () => new Promise((resolve) => resolve({ then(r) { r('mine') } })))
    await note('body class', () => typeof new (Object.getPrototypeOf(Response))({ kind: 'bytes', bytes: { slice: () => liar } }, new Headers()))
    return JSON.stringify(seen)
  })()`)
  assert.deepEqual(JSON.parse(seen), [
    ['decode', 'hi'],
    ['blob', 'hi'],
    ['response', 'hi'],
    ['digest', 32],
    ['random', true],
    ['proxy', 'TypeError'],
    ['then', 'TypeError'],
    ['foreign this', 'TypeError'],
    ['subclass', 'http://h/'],
    ['proxied signal', 'TypeError'],
    ['symbols', 'TypeError'],
    ['getter', 1],
    ['chunk', 'hi'],
    ['thenable', 'mine'],
    ['body class', 'object'],
  ])
})
