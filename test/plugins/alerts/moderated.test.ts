import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EventOf, Host } from '#sdk'
import type { Alert } from '../../../plugins/alerts/alert.ts'
import plugin from '../../../plugins/alerts/plugin.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'
import { ROOT } from '../../support/root.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('alerts')

test('in a running host no bad name, and no bad words of a tip, come onto a card; who and what was given do', async (t) => {
  const host = await startHost(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['alerts', 'moderation'] })
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const { messages, until } = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['alerts.alerts'] } })
  const cards = () => messages.flatMap(({ type, data }) => (type === 'publish' ? [data as Alert] : []))
  for (const [n, [type, fields]] of (
    [
      ['follow', { username: 'luna', displayName: 'hijo de p*ta' }],
      ['gift', { username: 'luna', displayName: 'm1erd@', giftName: 'Rose', giftCount: 5 }],
      ['tip', { tipperName: 'Ana', message: 'eres una puta', amountCents: 500 }],
      ['tip', { tipperName: 'Ben', message: 'gracias', amountCents: 500 }],
    ] as const
  ).entries()) {
    const answer = await fetch(`${host.url}/api/simulate/${type}`, { method: 'POST', headers, body: JSON.stringify(fields) })
    assert.ok(answer.ok, await answer.text())
    await until(() => cards().length > n)
  }
  assert.deepEqual(
    cards().map(({ kind, name, message, words }) => [kind, name, message, words?.es?.name]),
    [
      ['follow', 'Somebody', undefined, 'Alguien'],
      ['gift', 'Somebody', undefined, 'Alguien'],
      ['tip', 'Ana', undefined, 'Ana'],
      ['tip', 'Ben', 'gracias', 'Ben'],
    ],
  )
  assert.equal(cards()[1]?.count, 5)
})

/** A host in which moderation answers when it is told to. */
function slowlyModerated() {
  const { host, published } = createRecordingHost({ id: 'alerts', settings: settle({}) })
  let answer: () => void = () => assert.fail('Moderation was not asked')
  const call: Host['actions']['call'] = (action) =>
    action === 'moderation.check' ? new Promise((resolve) => (answer = () => resolve({ ok: true }))) : Promise.reject(new Error('not here'))
  return { host: { ...host, actions: { call } }, published, answer: () => answer() }
}

test('a card that is taken back or cleared while moderation looks at it is not shown', async () => {
  const gift: EventOf<'gift'> = await fixture('gift')
  const shown = async (meanwhile: (host: Host) => unknown) => {
    const { host, published, answer } = slowlyModerated()
    const showing = plugin.on.gift(gift, host)
    await meanwhile(host)
    answer()
    await showing
    return published.some(({ topic, data }) => topic === 'alerts' && data !== null)
  }
  assert.deepEqual(
    [
      await shown(() => undefined),
      await shown((host) => plugin.actions.clear(undefined, host)),
      await shown((host) => plugin.actions.retract({ userIds: [gift.user.userId] }, host)),
      await shown((host) => plugin.actions.retract({ ids: ['another'] }, host)),
    ],
    [true, false, false, true],
  )
})
