import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import vm from 'node:vm'
import { URL_PARTS } from '../../../../core/sandbox/guest/syscalls.ts'
import { createWebSyscalls } from '../../../../core/sandbox/worker/syscalls/web.ts'

function started(t: TestContext, onTimer: (id: number) => void = () => {}) {
  const { calls, stop } = createWebSyscalls({ onTimer })
  t.after(stop)
  return calls
}

test('a URL is its parts in their order, and null when it is none', (t) => {
  const { urlParse, urlWith } = started(t)
  const parts = urlParse('../x?y=1#z', 'https://u:p@h:81/a/b')?.split('\n')
  assert.deepEqual(parts, ['https://u:p@h:81/x?y=1#z', 'https://h:81', 'https:', 'u', 'p', 'h:81', 'h', '81', '/x', '?y=1', '#z'])
  assert.equal(parts?.length, URL_PARTS.length)
  assert.deepEqual(
    [urlParse('x', ''), urlParse('x', 'y'), urlWith('nonsense', 'host', 'x'), urlWith('http://h', 'href', 'x')],
    [null, null, null, null],
  )
  assert.equal(urlWith('http://h/', 'origin' as 'host', 'https://other')?.split('\n')[0], 'http://h/')
  assert.equal(urlParse('mailto:a\n\tb', '')?.split('\n').length, URL_PARTS.length)
})

test('what the guest hands in is read as memory, whatever it says of itself', (t) => {
  const { random, decode, utf8Write, subtle, subtleLength, subtleRead } = started(t)
  const lying = vm.runInNewContext(`
    const lie = (bytes) => Object.defineProperties(bytes, {
      buffer: { get() { throw new Error('asked') } },
      byteLength: { value: 2 ** 40 },
      length: { value: 2 ** 40 },
      subarray: { value() { throw new Error('asked') } },
      constructor: { get() { throw new Error('asked') } },
    })
    ;({ text: lie(new Uint8Array([120, 103, 114, 195, 188, 110]).subarray(1)), room: lie(new Uint8Array(8)), into: lie(new Uint8Array(32)) })`)
  assert.equal(decode('utf-8', lying.text, 0, 5, true, false), 'grün')
  assert.equal(decode('utf-8', lying.text, 0, 4, true, false), 'grü')
  assert.equal(decode('utf-8', lying.text, 0, 3, true, false), null)
  assert.equal(utf8Write('grün 🎁', lying.room), 5 * 2 ** 26 + 6)
  random(lying.room)
  assert.equal(subtle('digest', '{"hash":"sha256"}', [lying.text]), '')
  assert.equal(subtleLength(), 32)
  subtleRead(lying.into)
  assert.deepEqual(
    [...Array(32).keys()].map((index) => lying.into[index]),
    [...createHash('sha256').update('grün').digest()],
  )
  assert.equal(subtleLength(), 0)
})

test('nothing that the guest says makes it throw', (t) => {
  const { subtle, decode, encodingOf, urlParse } = started(t)
  const none: never[] = []
  const bad = [
    'digest',
    'hmac',
    'aes-gcm-encrypt',
    'aes-gcm-decrypt',
    'aes-cbc-decrypt',
    'pbkdf2',
    'hkdf',
    'constructor',
    '__proto__',
    'nonsense',
  ]
  for (const operation of bad)
    for (const spec of ['', 'null', '{}', '{"hash":"none"}', '{"hash":"sha256","iterations":-1,"lengthBytes":1e99,"tagBytes":3}'])
      for (const inputs of [
        none,
        [new Uint8Array(1)],
        [new Uint8Array(16), new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)],
        [{}, {}] as never,
      ])
        assert.match(subtle(operation, spec, inputs), /^$|^!(OperationError|NotSupportedError)\n./, `${operation} ${spec}`)
  assert.match(subtle('constructor', '{}', none), /^!NotSupportedError/)
  assert.match(subtle('pbkdf2', '{"hash":"sha256","iterations":2e8,"lengthBytes":32}', [new Uint8Array(1), new Uint8Array(1)]), /2000000/)
  assert.equal(decode('nonsense', new Uint8Array(1), 0, 1, false, false), null)
  assert.equal(decode('utf-8', {} as Uint8Array, 0, 1, false, false), null)
  assert.equal(encodingOf('nonsense'), null)
  assert.equal(encodingOf('latin1'), 'windows-1252')
  assert.equal(urlParse('\0', '\0'), null)
})

test('a timer tells its number once, one set anew counts anew, and a cleared one is still', async (t) => {
  const rung: number[] = []
  let done = () => {}
  const rang = new Promise<void>((resolve) => {
    done = resolve
  })
  const { setTimer, clearTimer } = started(t, (id) => {
    rung.push(id)
    if (id === 3) done()
  })
  setTimer(1, 1)
  setTimer(2, 1)
  clearTimer(2)
  clearTimer(99)
  setTimer(4, 1)
  setTimer(4, 60_000)
  setTimer(3, 5)
  await rang
  assert.deepEqual(rung, [1, 3])
})

test('the clocks go forward, and random numbers are random', (t) => {
  const { now, elapsed, uuid, random } = started(t)
  const [first, second] = [elapsed(), elapsed()]
  assert.ok(first >= 0 && second >= first && Math.abs(now() - Date.now()) < 1000)
  const bytes = new Uint8Array(64)
  random(bytes)
  assert.ok(new Set(bytes).size > 20)
  assert.notEqual(uuid(), uuid())
})
