/**
 * One hostile plugin per vice. Each is good at chats and gives in to its vice at a gift; `ends` says how that gift may end: `done`, `failed`
 * with an error that fits `says`, or with the generation gone (`crashed`).
 */
export type Vice = {
  /** The body of the handler of gifts; `event`, `host` and `delivery` are at hand. */
  readonly does: string
  readonly ends: readonly ('done' | 'failed' | 'crashed')[]
  readonly says?: RegExp
}

/** Time. */
const SLOW: Readonly<Record<string, Vice>> = {
  'an endless loop': { does: `for (;;);`, ends: ['crashed'], says: /blocked|memory/ },
  'a loop of microtasks': { does: `return (async () => { for (;;) await null })()`, ends: ['crashed'], says: /blocked|memory/ },
  'a chain of promises': {
    does: `const again = () => Promise.resolve().then(again); return again()`,
    // Where the heap's limit cuts the chain, the handler is left waiting.
    ends: ['crashed', 'failed'],
    says: /blocked|memory|did not end within/,
  },
  'a catastrophic regular expression': { does: `/^(a+)+$/.test('a'.repeat(60) + 'b')`, ends: ['crashed'], says: /blocked|memory/ },
  'a thread that nothing ends': {
    does: `Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)`,
    ends: ['crashed'],
    says: /blocked|memory/,
  },
  'a sort without end': { does: `Array.prototype.sort.call({ length: 2 ** 53 - 1 })`, ends: ['failed', 'crashed'] },
  'a number without end': { does: `2n ** (2n ** 29n)`, ends: ['done', 'failed', 'crashed'] },
  'a promise that never settles': { does: `return new Promise(() => {})`, ends: ['failed'], says: /did not end within/ },
  'a thenable that never calls back': { does: `return { then() {} }`, ends: ['failed'], says: /did not end within/ },
  'deep recursion': { does: `const down = () => down() + 1; down()`, ends: ['failed', 'crashed'], says: /call stack|stack was full/i },
  'deep recursion, caught': { does: `const down = () => { try { down() } catch { down() } }; down()`, ends: ['done', 'failed', 'crashed'] },
}

/** Memory. */
const GREEDY: Readonly<Record<string, Vice>> = {
  'a leak of objects': { does: `const kept = []; for (;;) kept.push({ kept })`, ends: ['crashed'] },
  'a huge array': { does: `const kept = []; for (;;) kept.push(0)`, ends: ['crashed', 'failed'] },
  'arrays of a hundred million': { does: `const kept = []; for (;;) kept.push(new Array(1e8).fill(0))`, ends: ['crashed', 'failed'] },
  'a huge string': { does: `let text = 'x'; for (;;) text += text`, ends: ['failed', 'crashed'] },
  'a string in pieces': { does: `return 'x'.repeat(2 ** 27).split('')`, ends: ['crashed', 'failed'] },
  'a huge Map': { does: `const kept = new Map(); for (let n = 0; ; n++) kept.set(n, n)`, ends: ['crashed', 'failed'] },
  'registered symbols': { does: `for (let n = 0; ; n++) Symbol.for('symbol ' + n)`, ends: ['crashed', 'failed'] },
  'memory outside of the heap': {
    does: `const kept = []; for (;;) kept.push(new Uint8Array(1 << 20).fill(1))`,
    ends: ['failed', 'crashed'],
    says: /RangeError|blocked|memory/,
  },
  'one huge buffer': { does: `return new ArrayBuffer(2 ** 33)`, ends: ['failed'], says: /RangeError/ },
  'a huge program': { does: `return new Function('x;'.repeat(1 << 20))`, ends: ['failed', 'crashed'] },
}

/** Errors where nobody expects them. */
const LATE: Readonly<Record<string, Vice>> = {
  'an error after it returned': {
    does: `setTimeout(() => { throw new Error('much later') }, 5)`,
    ends: ['crashed'],
    says: /much later/,
  },
  'an error in a timer while it runs': {
    does: `return new Promise(() => setTimeout(() => { throw new Error('meanwhile') }, 5))`,
    ends: ['crashed'],
    says: /meanwhile/,
  },
  'a rejection that nobody handles': { does: `Promise.reject(new Error('nobody listens'))`, ends: ['crashed'], says: /nobody listens/ },
  'a rejection that cannot be shown': {
    does: `Promise.reject({ get message() { throw 1 }, get name() { throw 2 }, get stack() { throw 3 }, toString() { throw 4 } })`,
    ends: ['crashed'],
  },
  'an error that cannot be shown': {
    does: `throw { get message() { throw 1 }, get name() { throw 2 }, get stack() { throw 3 }, toString() { throw 4 }, toJSON() { throw 5 } }`,
    ends: ['failed'],
    says: /./,
  },
  'an error that is a proxy': {
    does: `throw new Proxy(new Error('x'), { get() { throw 1 }, has() { throw 2 }, getPrototypeOf() { throw 3 } })`,
    ends: ['failed'],
    says: /./,
  },
  'an error of a hundred megabytes': { does: `throw new Error('x'.repeat(1e8))`, ends: ['failed'], says: /^x{100}/ },
  'a thenable that settles again and again': {
    does: `return { then(good, bad) { good(); bad(new Error('twice')); good(); good() } }`,
    ends: ['done'],
  },
  'a thenable that throws': { does: `return { then() { throw new Error('thrown by then') } }`, ends: ['failed'], says: /thrown by then/ },
  'a result of a hundred megabytes': { does: `return 'x'.repeat(1e8)`, ends: ['done', 'crashed'] },
  'a result that nothing can copy': { does: `return { function() {}, symbol: Symbol('x'), self: globalThis }`, ends: ['done'] },
  'a result nested very deep': { does: `let deep = []; for (let n = 0; n < 1e5; n++) deep = [deep]; return deep`, ends: ['done'] },
}

/** Floods. */
const LOUD: Readonly<Record<string, Vice>> = {
  'a flood of log lines': { does: `for (let n = 0; n < 300_000; n++) host.log.info('line ' + n, { n })`, ends: ['done', 'crashed'] },
  'a flood of emitted events': {
    does: `for (;;) host.emit({ eventType: 'custom', payload: { name: 'round' } })`,
    ends: ['failed'],
    says: /RangeError: A handler may emit/,
  },
  'a flood of late events': {
    does: `setTimeout(() => { for (;;) host.emit({ eventType: 'custom', payload: { name: 'round' } }) }, 5)`,
    ends: ['crashed'],
    says: /RangeError: A plugin may emit 100 events a second/,
  },
  'a flood of publications': { does: `for (;;) host.publish('topic', 'x'.repeat(1_000))`, ends: ['failed'], says: /RangeError: More than/ },
  'a flood of calls': {
    does: `return Promise.all(Array.from({ length: 5_000 }, (_, n) => host.kv.set('k' + n, n)))`,
    ends: ['failed'],
    says: /More than|Busy|Quota/,
  },
  'a flood of timers': {
    does: `for (let n = 0; n < 1e6; n++) setTimeout(() => {}, 1e6)`,
    ends: ['failed', 'crashed'],
  },
  'an interval without rest': {
    does: `setInterval(() => { const until = Date.now() + 50; while (Date.now() < until); }, 0)`,
    ends: ['done'],
  },
  'a publication of a megabyte': { does: `host.publish('topic', 'x'.repeat(1 << 20))`, ends: ['failed'], says: /longer than 256 KiB/ },
  'a publication that is nested': {
    does: `let deep = []; for (let n = 0; n < 100; n++) deep = [deep]; host.publish('topic', deep)`,
    ends: ['failed'],
    says: /nested deeper than 32/,
  },
  'a publication that is a circle': {
    does: `const circle = {}; circle.circle = circle; host.publish('topic', circle)`,
    ends: ['failed'],
    says: /not JSON/,
  },
}

/** What is not theirs. */
const ROGUE: Readonly<Record<string, Vice>> = {
  'settings that it changes': { does: `host.settings.volume = 11`, ends: ['failed'], says: /TypeError/ },
  'events that it changes': {
    does: `event.payload.n = 'mine'; event.eventId = 'mine'; Object.setPrototypeOf(event, { mine: true })`,
    ends: ['done'],
  },
  'a polluted prototype': { does: `Object.prototype.polluted = true`, ends: ['failed'], says: /TypeError/ },
  'a polluted array': { does: `Array.prototype.push = () => 0`, ends: ['failed'], says: /TypeError/ },
  'a polluted parser': { does: `JSON.parse = () => 'mine'`, ends: ['failed'], says: /TypeError/ },
  'a polluted host': { does: `host.constructor.prototype.publish = () => 'mine'`, ends: ['failed', 'done'] },
  'another result': { does: `delivery.attempt = 99; delivery.idempotencyKey = 'mine'; return true`, ends: ['done', 'failed'] },
  'a wait for shared memory': {
    does: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
    ends: ['failed'],
    says: /ReferenceError|TypeError/,
  },
  'the end of the process': { does: `process.exit(1)`, ends: ['failed'], says: /ReferenceError|TypeError/ },
  'the constructor of constructors': {
    does: `host.publish.constructor.constructor('return process')().exit(1)`,
    ends: ['failed'],
    says: /Error/,
  },
}

/** All of them, with the statements of the contract that each proves. */
export const VICES = {
  ...proving('P1, P2, T73', SLOW),
  ...proving('P1, P3, T74', GREEDY),
  ...proving('P1, P12, T97', LATE),
  ...proving('P1, P8, T80', LOUD),
  ...proving('P1, P7, T72, T81', ROGUE),
}

function proving(proves: string, vices: Readonly<Record<string, Vice>>): Readonly<Record<string, Vice & { readonly proves: string }>> {
  return Object.fromEntries(Object.entries(vices).map(([name, vice]) => [name, { ...vice, proves }]))
}
