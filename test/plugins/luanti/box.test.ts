import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valuesOf } from '#sdk/template'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { createBox } from '../../../plugins/luanti/box.ts'
import { messageOf } from '../../../plugins/luanti/message.ts'
import { sampleMessage } from '../../../plugins/luanti/sample.ts'

const { signal } = new AbortController()
const message = (id: string) => ({ ...sampleMessage(0), id })

test('the mod gets a message until it says what became of it', async () => {
  const box = createBox()
  const first = box.put(message('1'), { signal, waitMs: 60_000 })
  const second = box.put(message('2'), { signal, waitMs: 60_000 })
  assert.deepEqual(
    (await box.next(signal)).map(({ id }) => id),
    ['1', '2'],
  )
  box.hear({ ok: ['1', 'unknown'] })
  await first
  assert.deepEqual(
    (await box.next(signal)).map(({ id }) => id),
    ['2'],
  )
  box.hear({ ok: null, failed: { 2: 'No room' } })
  await assert.rejects(second, { permanent: true, message: 'The game could not do it: No room' })
})

test('what no game takes is a dead letter in time, what the host stops comes again, and a full box says so', async () => {
  const box = createBox()
  await assert.rejects(box.put(message('1'), { signal, waitMs: 0 }), { permanent: true })
  const stopped = new AbortController()
  const put = box.put(message('2'), { signal: stopped.signal, waitMs: 60_000 })
  stopped.abort()
  await assert.rejects(put, { name: 'RetryError' })
  const waiting = Array.from({ length: 200 }, (_, n) => box.put(message(`m${n}`), { signal, waitMs: 60_000 }))
  await assert.rejects(box.put(message('201'), { signal, waitMs: 60_000 }), { name: 'RetryError', message: /200 messages/ })
  box.hear({ ok: Array.from({ length: 200 }, (_, n) => `m${n}`) })
  await Promise.all(waiting)
})

test('T53: no viewer’s text has an escape of the game, or breaks its line', async () => {
  const event = await fixtureOf('gift')
  const rule = { event: 'gift', effect: 'say', text: '{user} gave {gift}', item: '', amount: 1 } as const
  assert.ok(event.user)
  const controls = Array.from({ length: 0xa0 }, (_, code) => (code < 0x20 || code >= 0x7f ? String.fromCharCode(code) : '')).join('')
  const user = { ...event.user, safeName: `Mi${controls}\u2028\u2029\u202era` }
  const { text, user: name } = messageOf(valuesOf({ ...event, user }), rule, '1')
  assert.deepEqual([text.replace(/ +/g, ''), name.replace(/ +/g, '')], ['MiragaveRose', 'Mira'])
})
