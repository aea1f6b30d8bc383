import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { createRegistry } from '../plugins/optional/registry.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, openDashboard, openRoom, type Room } from './room.ts'

const SPEAKER = {
  manifest: {
    name: 'Speaker',
    packages: [{ name: '@some/voice', version: '1.2.3', licence: 'GPL-3.0', sizeMb: 24, why: 'A voice of this computer' }],
  },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  Object.assign(process.env, (await createRegistry(ending)).variables)
  room = await openRoom(ending, { speaker: SPEAKER })
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('a package is added by a button, after plain words about its licence, and removed by another', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker' })
  await page.getByText('A voice of this computer').waitFor()
  assert.deepEqual(await seriousFaults(page), [])
  await page.getByRole('button', { name: 'Add: 24 MB, GPL-3.0' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText("its licence, GPL-3.0, is its authors'").waitFor()
  await dialog.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('1.2.3 is there').waitFor()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Add: 24 MB, GPL-3.0' }).waitFor()
  assert.deepEqual(faults, [])
})
