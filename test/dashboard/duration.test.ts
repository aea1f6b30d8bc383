import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duration } from '../../core/dashboard/page/kit/duration.ts'
import { en, es } from '../../core/dashboard/page/words/events.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

test('a live of an hour and a half is neither one hour long nor two', () => {
  const times = [0, 59 * SECOND, 59.6 * MINUTE, HOUR, 1.5 * HOUR, 1.53 * HOUR, 2 * HOUR, 47.99 * HOUR, 72 * HOUR]
  assert.deepEqual(times.map(duration), ['0 s', '59 s', '1 h', '1 h', '1 h 30 min', '1 h 32 min', '2 h', '47 h 59 min', '3 d'])
})

test('one coin is a coin', () => {
  assert.deepEqual(
    [en, es].map(({ coins }) => [coins('1'), coins('1,001')]),
    [
      ['1 coin', '1,001 coins'],
      ['1 moneda', '1,001 monedas'],
    ],
  )
})
