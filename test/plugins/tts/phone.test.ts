import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeWav } from '../../../plugins/tts/audio/wav-write.ts'
import { createPhone } from '../../../plugins/tts/phone.ts'
import type { Utterance } from '../../../plugins/tts/utterance.ts'

const live = () => new AbortController().signal
const wav = writeWav({ samples: Float32Array.from({ length: 8000 * 30 }, (_, n) => Math.sin(n / 7) / 2), rate: 8000 })

function phoneOf() {
  const said: Utterance[] = []
  const phone = createPhone({
    async say(utterance) {
      said.push(utterance)
      return { wav, ms: 30_000, text: '', provider: 'some', cached: false }
    },
  })
  return { phone, said }
}

test('S4-044: a sound for a phone call comes in parts that are together what was spoken, and it is spoken once', async () => {
  const { phone, said } = phoneOf()
  const first = await phone({ text: 'hola', language: 'es' }, live())
  const parts = [first]
  for (let part = 1; part < first.parts; part += 1) parts.push(await phone({ text: 'hola', language: 'es', part }, live()))
  assert.ok(parts.length > 1 && parts.every((each) => each.wav.length <= 256 * 1024))
  assert.deepEqual(Buffer.concat(parts.map((each) => Buffer.from(each.wav, 'base64'))), Buffer.from(wav))
  assert.deepEqual(said, [{ text: 'hola', language: 'es', format: '8k' }])
})

test('a part of a sound that is not kept any more is told in a sentence', async () => {
  const { phone } = phoneOf()
  for (let n = 0; n < 11; n += 1) await phone({ text: String(n) }, live())
  await assert.rejects(async () => phone({ text: '0', part: 1 }, live()), /ask for its part 0 again/)
  assert.ok((await phone({ text: '10', part: 1 }, live())).wav)
})
