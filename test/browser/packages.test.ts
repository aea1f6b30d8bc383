import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createRegistry } from '../plugins/optional/registry.ts'
import { openBrowserFor } from '../support/browser.ts'
import { seriousFaults } from './axe.ts'
import { openDashboard, openRoom } from './room.ts'

const SPEAKER = {
  manifest: {
    name: 'Speaker',
    packages: [{ name: '@some/voice', version: '1.2.3', licence: 'GPL-3.0', sizeMb: 24, why: 'A voice of this computer' }],
  },
}

const browser = await openBrowserFor({ after })
Object.assign(process.env, (await createRegistry({ after })).variables)
const room = await openRoom({ after }, { speaker: SPEAKER })

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
