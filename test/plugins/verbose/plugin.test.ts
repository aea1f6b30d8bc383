import assert from 'node:assert/strict'
import { test } from 'node:test'
import verbose from '../../../plugins/verbose/plugin.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'

test('verbose logs its start, its settings and its stop', () => {
  const { host, lines } = createRecordingHost({ id: 'verbose', settings: { color: 'red' } })
  verbose.start(host)
  verbose.stop(host)
  assert.deepEqual(lines, [
    { level: 'info', message: 'Started', fields: { id: 'verbose', settings: { color: 'red' } } },
    { level: 'info', message: 'Stopped', fields: { id: 'verbose', aborted: false } },
  ])
})

test('verbose logs which attempt it is and whether the event was delivered before', async () => {
  const { host, lines } = createRecordingHost()
  const event = await fixture('chat')
  verbose.on['*'](event, host, delivery({ attempt: 2, redelivered: true, idempotencyKey: 'verbose:7' }))
  const [line] = lines
  assert.equal(line?.message, `chat, number ${event.seqNo}, attempt 2, delivered before`)
  assert.deepEqual(
    [line?.fields?.attempt, line?.fields?.redelivered, line?.fields?.idempotencyKey, line?.fields?.eventId],
    [2, true, 'verbose:7', event.eventId],
  )
})

test('verbose keeps what viewers say for the level debug', async () => {
  const { host, lines } = createRecordingHost()
  const event = await fixture('chat')
  verbose.on['*'](event, host, delivery())
  const said = (text: string) => text.includes(event.payload.message) || text.includes(event.user.displayName)
  assert.deepEqual(
    lines.map(({ level, ...line }) => [level, said(JSON.stringify(line))]),
    [
      ['info', false],
      ['debug', true],
    ],
  )
})
