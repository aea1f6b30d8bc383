import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecret, isSame, keptSecret } from '#sdk/secret'

test('T21: a secret has 256 bits, is made once, and only itself is the same', async () => {
  const kept = new Map<string, unknown>()
  const kv = { get: async (key: string) => kept.get(key), set: async (key: string, value: unknown) => void kept.set(key, value) }
  const secret = await keptSecret(kv)
  assert.match(secret, /^[0-9a-f]{64}$/)
  assert.equal(await keptSecret(kv), secret)
  assert.notEqual(createSecret(), secret)
  const wrong = ['', secret.slice(1), `${secret}0`, `${secret}${secret}`, 'é'.repeat(64), '\0'.repeat(64), secret.toUpperCase() + secret]
  assert.deepEqual([isSame(secret, secret), ...wrong.map((given) => isSame(given, secret))], [true, ...wrong.map(() => false)])
})
