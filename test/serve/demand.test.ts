import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMessage } from '../../core/serve/demand.ts'

test('T17: a key of one page subscribes to the topics of its plugin and to the panic button, as that page, and to nothing else', () => {
  const ask = (more: object) => {
    const said = readMessage(JSON.stringify({ type: 'subscribe', ...more }), { role: 'overlay', overlay: 'alerts/alerts' })
    return 'code' in said ? said.code : said.type
  }
  const topics = ['alerts.card', 'alerts.*', 'host.panic']
  assert.deepEqual([ask({ topics }), ask({ topics, overlay: 'alerts/alerts' })], ['subscribe', 'subscribe'])
  const others = [
    { topics, overlay: 'alerts/other' },
    { topics, overlay: 'tts/speech' },
    { topics: ['tts.speech'] },
    { topics: ['alerts.card', 'host.session'] },
    { topics: ['host.*'] },
    { topics: ['*'] },
    { topics, events: ['gift'] },
    { topics, name: 'page' },
    { topics, after: 0 },
  ]
  assert.deepEqual(others.map(ask), Array(others.length).fill('FORBIDDEN'))
})
