import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createEncoder } from '../../../core/base/codec.ts'
import { createEventReader } from '../../../core/sandbox/guest/event-reader.ts'
import { createEvents } from '../../../core/sandbox/guest/events.ts'
import fc from '../../support/chance.ts'

/** Packs as the core does, behind something else, and reads as a worker has it read. */
function createWay() {
  const encoder = createEncoder()
  let batch = Buffer.alloc(0)
  const utf8 = (from: number, to: number) => batch.toString('utf8', from, to)
  const events = createEvents(utf8)
  const reader = createEventReader(utf8)
  return (event: object) => {
    const packed = encoder.encode(event)
    batch = Buffer.concat([Buffer.from('before'), packed, Buffer.from('after')])
    const [from, to] = [6, 6 + packed.length]
    const structures = JSON.stringify(encoder.structures())
    events.structures(structures)
    reader.shapes(JSON.parse(structures))
    const latin1 = batch.toString('latin1', from, to)
    return { whole: events.read(batch, from, to, latin1), quick: reader.read(batch, from, to, latin1) }
  }
}

test('every fixture is read as it was, and by the quick way once its shapes are known', () => {
  const folder = new URL('../../../schemas/fixtures/', import.meta.url)
  for (const file of readdirSync(folder)) {
    const event = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    const way = createWay()
    for (let n = 0; n < 10; n += 1) assert.deepEqual(way(event).whole, event, file)
    // What a plugin names is never shared, so each of it says its names itself.
    if (event.eventType !== 'custom') assert.deepEqual(way(event).quick, event, file)
  }
})

test('whatever JSON can say is read as it was, whichever way takes it', () => {
  const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }).filter((json) => !JSON.stringify(json).includes('__proto__'))
  const number = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 63, 64, 127, 128, -32, -33),
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ maxLength: 60 }),
    fc.constantFrom('', 'ñ', '🌹'.repeat(80), 'x'.repeat(70_000)),
  )
  const event = fc.record({ eventType: fc.constant('gift'), value, number, text, list: fc.array(number, { maxLength: 40 }) })
  const way = createWay()
  let quick = 0
  fc.assert(
    fc.property(event, (given) => {
      // Lone surrogates never get this far: text is made well-formed on its way in. JSON has no -0.
      const sent = JSON.parse(JSON.stringify(given), (_, part) => (typeof part === 'string' ? part.toWellFormed() : part))
      const read = way(sent)
      assert.deepEqual(read.whole, sent)
      if (read.quick === undefined) return
      quick += 1
      assert.deepEqual(read.quick, sent)
    }),
    { numRuns: 500 },
  )
  assert.ok(quick > 50, `the quick way took ${quick} of them`)
})
