import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, goTo, openDashboard, openRoom, type Room } from './room.ts'

const STUDIO = {
  manifest: {
    name: 'Studio',
    subscriptions: [],
    actions: {
      add: { description: 'Add to the studio', for: 'overlay' },
      refuse: { description: 'Refuse it', for: 'overlay' },
      look: { for: 'overlay-remarks' },
      other: { description: 'Not for overlays' },
    },
  },
  files: {
    'plugin.ts': `const added = []
    export default { actions: {
      add: (input) => void added.push(input),
      refuse: () => { throw new Error('There is no room in the studio') },
      look: ({ language, pages }) => ({ remarks: added.map(({ title }) => ({ page: 'alerts/alerts', tone: 'gold', text: title + ' is hidden, ' + language + ', ' + pages.find(({ page }) => page === 'alerts/alerts').width })) }),
      other: () => added,
    } }`,
  },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, { studio: STUDIO })
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('every place with the link of an overlay has the buttons that plugins offer for it, and no others', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser })
  for (const place of ['live', 'overlays', 'plugins/alerts']) {
    await goTo(page, place)
    const buttons = page.getByRole('button', { name: 'Add to the studio' })
    await buttons.first().waitFor()
    assert.equal(await buttons.count(), await page.getByRole('button', { name: 'Copy link' }).count(), place)
    assert.equal(await page.getByRole('button', { name: 'Not for overlays' }).count(), 0, place)
  }
  assert.deepEqual(faults, [])
})

test('such a button hands the plugin the link with its key and size, says so, and shows what the plugin says of it', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  const row = page.locator('.overlay-row').filter({ hasText: 'Alerts' }).first()
  await row.getByRole('button', { name: 'Add to the studio' }).click()
  await page.locator('.toasts').getByText('Add to the studio: done').waitFor()
  await row.getByText('Alerts is hidden, en, 1920').waitFor()
  assert.deepEqual(await seriousFaults(page), [])

  const { value } = await room.ask<{ value: readonly { title: string; url: string; width: number; height: number }[] }>(
    'POST',
    '/api/actions/studio.other',
  )
  const [{ url = '', ...rest } = {}] = value
  assert.deepEqual(rest, { title: 'Alerts', width: 1920, height: 1080 })
  const { origin, pathname, hash } = new URL(url)
  assert.deepEqual([origin, pathname], [room.url, '/overlay/alerts/alerts'])
  assert.equal((await fetch(`${room.url}/api/tokens`, { headers: { authorization: `Bearer ${hash.slice('#key='.length)}` } })).status, 403)
})

test('what the plugin refuses is told in its own sentence', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  await page.locator('.overlay-row').getByRole('button', { name: 'Refuse it' }).first().click()
  await page.locator('.toasts').getByText('There is no room in the studio').waitFor()
})
