import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../support/chance.ts'
import { createWebRealm } from './web-realm.ts'

const realm = createWebRealm()
const ours = realm.get('crypto')
const both = [ours, crypto] as const
const hex = (buffer: ArrayBuffer) => Buffer.from(buffer).toString('hex')

async function story(run: (subtle: SubtleCrypto) => Promise<unknown>, note?: string) {
  const settle = (subtle: SubtleCrypto) =>
    run(subtle).then(
      (value) => ({ value }),
      (error: unknown) => ({ threw: nameOf(error) }),
    )
  const [mine, theirs] = await Promise.all(both.map(({ subtle }) => settle(subtle)))
  assert.deepEqual(mine, theirs, note)
  return mine
}

/** Node 20 says InvalidAccessException where the standard says InvalidAccessError. */
function nameOf(error: unknown) {
  return (error as Error).name.replace(/Exception$/, 'Error')
}

type SubtleCrypto = typeof crypto.subtle
type Key = Awaited<ReturnType<SubtleCrypto['importKey']>>

test('digests and HMACs are those of Node', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('SHA-1', 'sha-256', 'SHA-384', 'SHA-512'),
      fc.uint8Array(),
      fc.uint8Array({ minLength: 1 }),
      async (hash, data, secret) => {
        await story(async (subtle) => hex(await subtle.digest(hash, data)))
        await story(async (subtle) => {
          const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash }, true, ['sign', 'verify'])
          const mac = await subtle.sign('HMAC', key, data)
          const facts = [key.type, key.extractable, { ...key.algorithm }, [...key.usages], String(key)]
          const wrong = new Uint8Array(mac).map((byte, index) => (index === 3 ? byte ^ 1 : byte))
          return [
            facts,
            hex(mac),
            await subtle.verify('HMAC', key, mac, data),
            await subtle.verify('HMAC', key, wrong, data),
            await subtle.exportKey('jwk', key),
          ]
        })
      },
    ),
    { numRuns: 40 },
  )
})

test('what AES seals here Node opens, and what was changed does not open', async () => {
  const data = new TextEncoder().encode('grün 🎁')
  for (const bytes of [16, 24, 32])
    for (const algorithm of [
      { name: 'AES-GCM', iv: new Uint8Array(12).fill(1), additionalData: new Uint8Array([5]) },
      { name: 'AES-GCM', iv: new Uint8Array(16), tagLength: 96 },
      { name: 'aes-cbc', iv: new Uint8Array(16).fill(2) },
    ]) {
      const importIn = (subtle: SubtleCrypto) =>
        subtle.importKey('raw', new Uint8Array(bytes).fill(3), algorithm.name, false, ['encrypt', 'decrypt'])
      const sealed = await ours.subtle.encrypt(algorithm, await importIn(ours.subtle), data)
      assert.equal(
        hex(await crypto.subtle.decrypt(algorithm, await importIn(crypto.subtle), sealed)),
        hex(data.buffer.slice(0, data.length)),
      )
      await story(async (subtle) => hex(await subtle.decrypt(algorithm, await importIn(subtle), sealed)))
      await story(async (subtle) => subtle.decrypt(algorithm, await importIn(subtle), new Uint8Array(sealed).fill(0, 0, 20)), 'changed')
      await story(async (subtle) => subtle.decrypt(algorithm, await importIn(subtle), new Uint8Array(3)), 'too short')
    }
})

test('PBKDF2 and HKDF derive what Node derives', async () => {
  const salt = new Uint8Array([1, 2, 3])
  const algorithms = [
    { name: 'PBKDF2', salt, iterations: 1000, hash: 'SHA-256' },
    { name: 'PBKDF2', salt, iterations: 3, hash: { name: 'SHA-512' } },
    { name: 'HKDF', salt, info: new Uint8Array([9]), hash: 'SHA-1' },
  ]
  for (const algorithm of algorithms)
    await story(async (subtle) => {
      const key = await subtle.importKey('raw', new TextEncoder().encode('secret'), algorithm.name, false, ['deriveBits', 'deriveKey'])
      const derived = await subtle.deriveKey(algorithm, key, { name: 'AES-GCM', length: 256 }, true, ['encrypt'])
      return [hex(await subtle.deriveBits(algorithm, key, 512)), hex(await subtle.exportKey('raw', derived))]
    }, algorithm.name)
})

test('keys are refused as Node refuses them', async () => {
  const raw = new Uint8Array(16)
  const cases: ((subtle: SubtleCrypto) => Promise<unknown>)[] = [
    (subtle) => subtle.importKey('raw', new Uint8Array(5), 'AES-GCM', true, ['encrypt']),
    (subtle) => subtle.importKey('raw', raw, 'AES-GCM', true, ['sign']),
    (subtle) => subtle.importKey('raw', raw, 'AES-GCM', true, []),
    (subtle) => subtle.importKey('raw', raw, 'PBKDF2', true, ['deriveBits']),
    (subtle) => subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, true, ['no' as 'sign']),
    async (subtle) => subtle.exportKey('raw', await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt'])),
    async (subtle) => subtle.decrypt({ name: 'AES-GCM', iv: raw }, await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']), raw),
    async (subtle) => subtle.encrypt({ name: 'AES-CBC', iv: raw }, await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']), raw),
    async (subtle) =>
      subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(3) }, await subtle.importKey('raw', raw, 'AES-CBC', false, ['encrypt']), raw),
    (subtle) => subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']),
    (subtle) => subtle.digest('MD5', raw),
    (subtle) => subtle.digest('SHA-256', 'text' as never),
    (subtle) => subtle.importKey('raw', raw, 'nonsense', true, ['sign']),
  ]
  for (const run of cases) assert.ok('threw' in ((await story(run, String(run))) ?? {}), String(run))
})

test('keys are made anew, and go out and come in as JWK', async () => {
  for (const algorithm of [
    { name: 'AES-CBC', length: 192 },
    { name: 'HMAC', hash: 'SHA-384' },
    { name: 'HMAC', hash: 'SHA-1', length: 80 },
  ]) {
    const usages = algorithm.name === 'HMAC' ? ['sign' as const] : ['encrypt' as const]
    const key = (await ours.subtle.generateKey(algorithm, true, usages)) as Key
    const jwk = await ours.subtle.exportKey('jwk', key)
    const nodes = await crypto.subtle.importKey('jwk', jwk, algorithm, true, usages)
    assert.deepEqual(jwk, await crypto.subtle.exportKey('jwk', nodes))
    const again = await ours.subtle.importKey('jwk', jwk, algorithm, true, usages)
    assert.equal(hex(await ours.subtle.exportKey('raw', again)), hex(await ours.subtle.exportKey('raw', key)))
  }
})

test('what is not there is NotSupportedError, and a PBKDF2 that would take for ever is refused', async () => {
  for (const run of [
    () => ours.subtle.generateKey({ name: 'RSA-OAEP' } as never, true, ['encrypt']),
    () => ours.subtle.wrapKey('raw', {} as Key, {} as Key, 'AES-GCM'),
    () => ours.subtle.importKey('spki' as 'raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']),
  ])
    await assert.rejects(run, { name: 'NotSupportedError' })
  const key = await ours.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits'])
  const endless = { name: 'PBKDF2', salt: new Uint8Array(8), iterations: 2e8, hash: 'SHA-256' }
  await assert.rejects(ours.subtle.deriveBits(endless, key, 256), { name: 'OperationError', message: /2000000/ })
})

test('random values fill arrays of integers, of at most 65536 bytes', () => {
  for (const array of [new Uint8Array(100), new BigUint64Array(10), new Int16Array(50)]) {
    assert.equal(ours.getRandomValues(array), array)
    assert.ok(new Set<unknown>(array).size > 5)
  }
  const part = new Uint8Array(40)
  ours.getRandomValues(part.subarray(0, 20))
  assert.ok(part.subarray(20).every((byte) => byte === 0))
  assert.throws(() => ours.getRandomValues(new Float32Array(1) as never), { name: 'TypeMismatchError' })
  assert.throws(() => ours.getRandomValues(new Uint8Array(65_537)), { name: 'QuotaExceededError' })
  assert.match(ours.randomUUID(), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
