import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { createEnding } from '../support/ending.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { listening, openPage } from './doors.ts'

const SETTINGS = { numbers: ['300*'], quietFrom: '00:00', quietTo: '00:00', dryRun: true, workers: 2 }
const ending = createEnding()
let browser: Browser
let host: Awaited<ReturnType<typeof startHost>>

before(async () => {
  browser = await openBrowser()
  const dataDir = createFolder()
  await writeFile(
    join(dataDir, 'settings.json'),
    JSON.stringify({ schemaVersion: '1', plugins: { asterisk: { enabled: true, settings: SETTINGS } } }),
  )
  host = await startHost(ending, { dataDir, only: ['asterisk'] })
})
after(async () => {
  await browser.close()
  await ending.end()
})

const call = (phone_number: string, priority: string) =>
  fetch(`${host.url}/api/calls/tts/call`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' } },
    body: JSON.stringify({ text: '<b>hola</b>', phone_number, priority }),
  })

test('S4-005, S4-050, S4-051, S4-052, S4-053, S4-054: the page shows queues, workers and calls as they change, and ages every five seconds', async (t) => {
  const { page, faults } = await openPage(t, { browser, origin: host.url })
  await page.clock.install()
  const ready = listening(page)
  await page.goto(`${host.url}/overlay/asterisk/calls#key=${host.keys.overlay}`)
  await ready
  const figure = (name: string) => page.locator(`.figure[data-name="${name}"] b`)
  await figure('total').getByText('0', { exact: true }).waitFor()
  assert.match(await page.locator('.workers .counts').innerText(), /^2 in all · 2 active · 0 inactive$/)

  await call('3001', 'normal')
  await call('3002', 'high')
  await figure('completed').getByText('2', { exact: true }).waitFor()
  assert.deepEqual(
    await Promise.all(['priority', 'normal', 'processing', 'failed', 'results', 'success'].map((name) => figure(name).innerText())),
    [...['0', '0', '0', '0', '2', '100%']],
  )
  assert.deepEqual(await page.locator('.recent li b').allInnerTexts(), ['…02', '…01'])
  assert.doesNotMatch(await page.content(), /300[12]|hola/)

  const beat = page.locator('.workers .beat').first()
  const before = await beat.innerText()
  await page.clock.runFor(5000)
  assert.notEqual(await beat.innerText(), before)
  assert.deepEqual(faults, [])
})
