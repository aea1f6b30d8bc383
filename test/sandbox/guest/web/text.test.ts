import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../support/chance.ts'
import { createWebRealm, outcome } from './web-realm.ts'

const realm = createWebRealm()
const [Encoder, Decoder] = [realm.get('TextEncoder'), realm.get('TextDecoder')]

const LABELS = [
  'utf-8',
  'UTF8',
  ' utf-16le ',
  'utf-16be',
  'latin1',
  'windows-1251',
  'shift_jis',
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'euc-kr',
  'iso-2022-jp',
  'koi8-r',
  'macintosh',
]
const ODD = ['nonsense', '', 'utf-7', 'replacement', 'x-user-defined']
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test('text is encoded as Node does it, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(60), (text, room) => {
      assert.deepEqual(new Encoder().encode(text), new TextEncoder().encode(text))
      const [ours, nodes] = [new Uint8Array(room), new Uint8Array(room)]
      assert.deepEqual(new Encoder().encodeInto(text, ours), new TextEncoder().encodeInto(text, nodes))
      assert.deepEqual(ours, nodes)
    }),
  )
  assert.deepEqual(new Encoder().encode(), new Uint8Array())
  const long = 'ä🎁\ud800'.repeat(200_000)
  assert.deepEqual(Buffer.from(new Encoder().encode(long)), Buffer.from(new TextEncoder().encode(long)))
})

test('bytes are decoded as Node does it, in each encoding, whole or cut anywhere', () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x1b, 0x24, 0x42, 0x28, 0x81, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xd8, 0xdc, 0x41, 0x0a))
  for (const label of LABELS)
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 40 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.boolean(),
        fc.boolean(),
        (list, cuts, fatal, ignoreBOM) => {
          const bytes = Uint8Array.from(list)
          const whole = (Class: typeof TextDecoder) => outcome(() => new Class(label, { fatal, ignoreBOM }).decode(bytes))
          assert.deepEqual(whole(Decoder), whole(TextDecoder), `${label} ${list}`)
          // Pieces together are what the whole is; Node itself does not hold that for every encoding it leaves to ICU.
          if (fatal) return
          assert.equal(
            inPieces(new Decoder(label, { ignoreBOM }), bytes, cuts),
            new TextDecoder(label, { ignoreBOM }).decode(bytes),
            `${label} ${list} cut at ${cuts}`,
          )
        },
      ),
      { numRuns: 150 },
    )
})

function inPieces(decoder: InstanceType<typeof Decoder>, bytes: Uint8Array, cuts: readonly number[]): string {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  const texts = places.slice(1).map((end, index) => decoder.decode(bytes.subarray(places[index], end), { stream: true }))
  return texts.join('') + decoder.decode()
}

test('UTF-8 that comes in pieces is decoded as early as Node does it', () => {
  const bytes = new TextEncoder().encode('\ufeffaé€🎁').map((byte) => byte)
  const bad = bytesOf('a\xe2\x82\xf0\x9f\x8e\xed\xa0\x80\xf4\x90\xc0\x80\xe0\x9f')
  for (const input of [bytes, bad]) {
    const steps = (decoder: InstanceType<typeof Decoder>) =>
      [...input].map((byte) => decoder.decode(Uint8Array.of(byte), { stream: true })).concat(decoder.decode())
    assert.deepEqual(steps(new Decoder()), steps(new TextDecoder()))
  }
})

test('labels name the encodings that Node knows, and others are refused', () => {
  for (const label of [...LABELS, ...ODD]) {
    const facts = (Class: typeof TextDecoder) =>
      outcome(() => {
        const decoder = new Class(label, { fatal: true })
        return [decoder.encoding, decoder.fatal, decoder.ignoreBOM]
      })
    assert.deepEqual(facts(Decoder), facts(TextDecoder), label)
  }
})

test('bytes are read from whatever holds them, and from nothing else', () => {
  const buffer = bytesOf('abcdef').buffer
  for (const input of [buffer, new DataView(buffer, 1, 2), new Uint16Array(buffer, 2, 1), undefined])
    assert.equal(new Decoder().decode(input), new TextDecoder().decode(input))
  for (const input of ['x', 5, null, {}, [97], new Proxy(new Uint8Array(2), {})])
    assert.throws(() => new Decoder().decode(input as never), TypeError)
})

test('an array that lies about itself is read as what it is', () => {
  const liar = Object.defineProperties(bytesOf('true'), {
    byteLength: { value: 2 ** 40 },
    buffer: { get: () => assert.fail('asked') },
    constructor: { get: () => assert.fail('asked') },
    [Symbol.iterator]: { value: () => assert.fail('asked') },
  })
  assert.equal(new Decoder().decode(liar), 'true')
})

test('the stream forms keep characters together that come in two pieces', async () => {
  const [TextIn, TextOut] = [realm.get('TextEncoderStream'), realm.get('TextDecoderStream')]
  const Stream = realm.get('ReadableStream')
  const pieces = ['a', '\ud83c', '\udf81', 'b', '\ud83c']
  const stream = new Stream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
  const bytes: number[] = []
  for await (const chunk of stream.pipeThrough(new TextIn() as never) as unknown as AsyncIterable<Uint8Array>) bytes.push(...chunk)
  assert.equal(Buffer.from(bytes).toString(), 'a🎁b\ufffd')
  const single = new Stream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
  let text = ''
  for await (const chunk of single.pipeThrough(new TextOut('utf-8') as never)) text += chunk
  assert.equal(text, 'a🎁b\ufffd')
})

test('base64 goes both ways as Node does it', () => {
  const [ourAtob, ourBtoa] = [realm.get('atob'), realm.get('btoa')]
  fc.assert(
    fc.property(fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }), (text) => {
      assert.equal(ourBtoa(text), btoa(text))
      assert.equal(ourAtob(btoa(text)), text)
    }),
  )
  for (const text of ['', ' Y Q = = \n', 'YQ', 'YWI', 'YQ=', 'Y', 'YQ===', '====', 'Y-_Q', 'YWJj\u00a0', 'YR==', '=YQ='])
    assert.deepEqual(
      outcome(() => ourAtob(text)),
      outcome(() => atob(text)),
      text,
    )
  assert.deepEqual(
    outcome(() => ourBtoa('€')),
    outcome(() => btoa('€')),
  )
})
