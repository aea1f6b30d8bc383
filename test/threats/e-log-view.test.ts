import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../../scripts/browser.ts'
import { openDashboard, openRoom } from '../browser/room.ts'

const TITLE = '\u001b]0;pwned\u0007\u001b[2J'
const FORGED = `bye\r\n{"level":60,"msg":"FORGED admin login"}\n\u001b]8;;https://evil.example\u0007press\u001b]8;;\u0007\u2028FORGED too`

test('T51: orders for terminals and forged lines in what a viewer wrote are one line of text in the log that the dashboard shows', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const speaks = `export default { on: { chat: (event, host) => host.log.warn('heard ' + ${JSON.stringify(TITLE + FORGED)} + event.payload.message) } }`
  const room = await openRoom(t, { parrot: { manifest: { subscriptions: [{ event: 'chat' }] }, files: { 'plugin.ts': speaks } } })
  await room.ask('POST', '/api/plugins/moderation/disable')
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/parrot/logs' })
  await room.simulate('chat', { message: `${TITLE}${FORGED}` })
  const line = page.locator('.plugins-log li', { hasText: 'heard' })
  await line.waitFor()
  assert.equal(await page.locator('.plugins-log li', { hasText: 'FORGED' }).count(), 1)
  assert.equal(await line.getAttribute('data-level'), 'warn')
  assert.equal(await line.locator('a').count(), 0)
  assert.equal((await page.title()).includes('pwned'), false)
  assert.deepEqual(faults, [])
})
