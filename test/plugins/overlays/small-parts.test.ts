import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookOf } from '../../../plugins/overlays/look.ts'
import { createSeen } from '../../../plugins/overlays/seen.ts'
import { readSettings } from '../../../plugins/overlays/settings.ts'
import { tickerOf } from '../../../plugins/overlays/ticker.ts'
import { createViewers } from '../../../plugins/overlays/viewers.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('overlays')

test('what was seen is forgotten in the order it came', () => {
  const { isNew } = createSeen(2)
  assert.deepEqual(['a', 'b', 'a', 'c', 'a', 'c'].map(isNew), [true, true, false, true, true, false])
})

test('a lower third says until when it stands, is one line, and nothing is one that goes', () => {
  assert.deepEqual(tickerOf({ text: ' Back\n in  five ', seconds: 5 }, 0), { text: 'Back in five', until: '1970-01-01T00:00:05.000Z' })
  assert.deepEqual(tickerOf({ text: 'Welcome', seconds: 0 }, 0), { text: 'Welcome' })
  assert.equal(tickerOf({ text: '   ' }, 0), null)
  assert.equal([...(tickerOf({ text: 'x'.repeat(10_000) }, 0)?.text ?? '')].length, 300)
})

test('the course of the viewers has a point for every 15 seconds, and no more than there is room for', () => {
  let now = 0
  const viewers = createViewers(() => now)
  const settings = readSettings(settle())
  const totals = { likes: 0, followers: 0 }
  assert.equal('viewers' in viewers.view(settings, totals), false)
  for (let count = 1; count <= 100; count++) {
    viewers.note(count)
    now += 7_500
  }
  const { line, viewers: current } = viewers.view(settings, totals)
  assert.deepEqual([line.length, line[0], line.at(-1), current], [40, 22, 100, 100])
  assert.deepEqual(viewers.view(readSettings(settle({ viewersLine: false })), totals).line, [])
})

test('colours of the settings become variables of the pages, and what is empty is left to the theme', () => {
  const look = lookOf(readSettings(settle({ theme: 'paper', card: '#10241b', font: 'Georgia', scale: 1.5, language: 'es' })))
  assert.deepEqual(look, { theme: 'paper', scale: 1.5, language: 'es', variables: { '--card': '#10241b', '--font': 'Georgia' } })
})
