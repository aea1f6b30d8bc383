import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { standard } from '../../plugins/webhooks/standard/standard.ts'
import { packagesFolder } from '../../scripts/packages-place.mjs'
import { endpointOf, entryOf, eventOf } from '../plugins/webhooks/parts.ts'

// The library's own types are installed beside the checkout, where the compiler does not look.
type Library = {
  sign(id: string, timestamp: Date, body: string): string
  verify(body: string, headers: Readonly<Record<string, string>>): unknown
}

const { Webhook } = createRequire(join(packagesFolder('official-clients'), 'package.json'))('standardwebhooks') as {
  Webhook: new (secret: string) => Library
}
const OLD = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const NEW = `whsec_${Buffer.alloc(64, 9).toString('base64')}`

async function signedBy(secrets: readonly string[], now = Date.now()) {
  const body = standard.write(eventOf('gift'), { template: '{"name":"{user} 🌹 \\u00e9"}' })
  return standard.request([entryOf(1, { body })], endpointOf({ secrets }), now)
}

test('T61: what we sign is byte for byte what the official library signs', async () => {
  const now = Date.now()
  const { headers, body } = await signedBy([OLD], now)
  assert.equal(headers['webhook-signature'], new Webhook(OLD).sign('msg_1', new Date(now), body))
})

test('T61: while a secret is changed, who has the old one and who has the new one both verify', async () => {
  const { headers, body } = await signedBy([NEW, OLD])
  assert.deepEqual([new Webhook(OLD).verify(body, headers), new Webhook(NEW).verify(body, headers)], [JSON.parse(body), JSON.parse(body)])
})

test('T61: a tampered body, another secret and a request of ten minutes ago fail the official verifier', async () => {
  const { headers, body } = await signedBy([OLD])
  const late = await signedBy([OLD], Date.now() - 600_000)
  assert.throws(() => new Webhook(OLD).verify(body.replace('name', 'nome'), headers), /No matching signature/)
  assert.throws(() => new Webhook(NEW).verify(body, headers), /No matching signature/)
  assert.throws(() => new Webhook(OLD).verify(late.body, late.headers), /too old/)
})
