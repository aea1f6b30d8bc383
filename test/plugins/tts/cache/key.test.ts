import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { keyOf, recordingKeyOf } from '../../../../plugins/tts/cache/key.ts'

const SOUNDING = {
  provider: 'openai',
  flavour: 'tts-1|',
  voice: 'nova',
  language: 'es',
  speed: 1,
  rate: 22_050,
  version: '1.1',
  text: 'Luna',
}

test('whatever changes the sound changes its name, and nothing of a viewer is in it', async () => {
  const others = { provider: 'azure', flavour: 'x', voice: 'v', language: 'en', speed: 2, rate: 8000, version: '2', text: 'Leo' }
  const keys = await Promise.all([
    keyOf(SOUNDING),
    ...Object.entries(others).map(([field, value]) => keyOf({ ...SOUNDING, [field]: value })),
    // The same letters, in other fields.
    keyOf({ ...SOUNDING, voice: 'nov', language: 'aes' }),
  ])
  assert.equal(new Set(keys).size, 10)
  for (const key of keys) assert.match(key, /^[0-9a-f]{64}$/)
  assert.equal(await keyOf({ ...SOUNDING }), keys[0])
})

test('S0-123: recordings are found by 16 digits of the hash of type and text, in small letters and without space around it', async () => {
  const expected = createHash('sha256').update('gift¡gracias!').digest('hex').slice(0, 16)
  assert.equal(await recordingKeyOf('gift', '  ¡Gracias! '), expected)
})
