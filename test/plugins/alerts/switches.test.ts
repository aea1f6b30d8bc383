import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { saysNo } from '../../../core/kit/says-no.ts'
import { readSettings } from '../../../plugins/alerts/settings.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('alerts')

test('S0-143: FEATURE_GIFT_NOTIFICATIONS switches cards for gifts off, as long as the settings do not say', () => {
  const gift = (variable: string | undefined, settings = {}) =>
    readSettings(settle(settings), { giftsOtherwise: !saysNo(variable) }).kinds.gift
  assert.deepEqual(
    [undefined, '', 'true', '1', 'false', ' FALSE ', '0', 'off', 'no'].map((variable) => gift(variable)),
    [true, true, true, true, false, false, false, false, false],
  )
  assert.deepEqual([gift('false', { gift: true }), gift('true', { gift: false })], [true, false])
})

test('S0-143: FEATURE_GIFT_NOTIFICATIONS reaches the plugin in a running host, and follows are shown as ever', async (t) => {
  const host = await startHost(t, {
    pluginRoots: [join(ROOT, 'plugins')],
    only: ['alerts'],
    variables: { FEATURE_GIFT_NOTIFICATIONS: 'false' },
  })
  const { messages, until } = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['alerts.alerts'] } })
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  for (const type of ['gift', 'follow']) {
    await fetch(`${host.url}/api/simulate/${type}`, { method: 'POST', headers, body: '{}' })
  }
  await until(() => messages.some(({ type }) => type === 'publish'))
  assert.deepEqual(
    messages.flatMap(({ type, data }) => (type === 'publish' ? [(data as { kind: string }).kind] : [])),
    ['follow'],
  )
})
