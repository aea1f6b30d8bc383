import assert from 'node:assert/strict'
import { test } from 'node:test'
import { split } from '../../../../plugins/tts/text/split.ts'

const characters = (textMax: number) => ({ textMax, textUnit: 'characters' }) as const
const bytes = (textMax: number) => ({ textMax, textUnit: 'bytes' }) as const

test('a text that fits is one piece', () => {
  assert.deepEqual(split(' Hola, Luna. ', characters(200)), ['Hola, Luna.'])
  assert.deepEqual(split('  ', characters(200)), [])
})

test('a text is cut behind sentences, then commas, then words, then anywhere', () => {
  assert.deepEqual(split('Uno dos. Tres, cuatro cinco. Seis.', characters(14)), ['Uno dos. Tres,', 'cuatro cinco.', 'Seis.'])
  assert.deepEqual(split('abcdefghij kl', characters(4)), ['abcd', 'efgh', 'ij', 'kl'])
})

test('pieces of 4,096 characters, 5,000 bytes and 200 characters lose nothing and fit', () => {
  const text = 'El zorro marrón, que corría sin parar, saltó. ¿Y después? ¡Nadie lo sabe! '.repeat(200).trim()
  for (const limit of [characters(4096), bytes(5000), characters(200)]) {
    const pieces = split(text, limit)
    assert.equal(pieces.join(' '), text)
    for (const piece of pieces) {
      const size = limit.textUnit === 'bytes' ? Buffer.byteLength(piece) : piece.length
      assert.ok(size <= limit.textMax, `${size}`)
    }
  }
})

test('a word of 4,000 letters of two bytes is cut between letters', () => {
  const pieces = split('ñ'.repeat(4000), bytes(5000))
  assert.deepEqual(
    pieces.map((piece) => piece.length),
    [2500, 1500],
  )
})

test('no letter of two units is cut in the middle', () => {
  assert.deepEqual(split('𝓪𝓫𝓬', characters(3)), ['𝓪', '𝓫', '𝓬'])
})
