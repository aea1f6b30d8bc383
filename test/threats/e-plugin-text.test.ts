import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { find, openDashboard, openRoom, type Room } from '../browser/room.ts'
import { createEnding, NO_TEXT, visit } from './hostile-room.ts'

const EVIL = `<img src=x onerror=report("plugin")>`

const SETTINGS = {
  type: 'object',
  title: EVIL,
  properties: {
    text: { type: 'string', title: EVIL, description: EVIL, default: EVIL },
    choice: { enum: [EVIL, 'other'], default: EVIL },
    place: { type: 'object', title: EVIL, description: EVIL, properties: { [EVIL]: { type: 'string', default: EVIL } } },
    list: { type: 'array', title: EVIL, items: { type: 'string' }, default: [EVIL] },
  },
}

/** Everything that a manifest may say, said with markup; and one that is not valid, whose fault is told. */
const PLUGINS = {
  evil: {
    manifest: {
      name: EVIL,
      version: '1.0.0',
      description: `${EVIL} {{constructor.constructor('report(1)')()}}`,
      permissions: { net: ['evil.example.com'], env: ['EVIL'], run: [EVIL] },
      overlays: [{ page: 'page', title: EVIL }],
      actions: {
        do: { description: EVIL, input: { type: 'object', properties: { userId: { type: 'string', title: EVIL, description: EVIL } } } },
      },
    },
    files: {
      'overlay/page.html': '<!doctype html><title>page</title>',
      'settings.schema.json': JSON.stringify(SETTINGS),
      'plugin.ts': `export default { on: { gift: () => {} }, start: (host) => { host.log.info(${JSON.stringify(EVIL)}) }, actions: { do: () => ({ answer: ${JSON.stringify(EVIL)} }) } }`,
    },
  },
  broken: { manifest: { name: EVIL, version: EVIL } },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, PLUGINS)
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('T48: name, version, description, settings, actions, powers and log of a plugin are text in every view', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser })
  const count = () => page.locator(`:is(main, dialog) :is(${NO_TEXT})`).count()
  const look = async (place: string) => {
    await visit(page, place)
    assert.deepEqual([place, await count()], [place, 0])
  }
  await look('plugins')
  await page.getByText(EVIL).first().waitFor()
  for (const tab of ['overview', 'powers', 'settings']) await look(`plugins/evil/${tab}`)
  await look('plugins/broken/overview')
  await page.locator('.plugins-why').getByText(EVIL.slice(0, 20)).waitFor()
  await room.approve('evil')
  const menu = await page
    .locator('nav a[href^="#/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice(2) ?? ''))
  for (const place of menu) await look(place)
  for (const tab of ['overview', 'settings', 'subscriptions', 'powers', 'actions', 'logs']) await look(`plugins/evil/${tab}`)
  await page.locator('.plugins-log').getByText(EVIL).first().waitFor()
  await visit(page, 'plugins/evil/actions')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.locator('.plugins-answer').waitFor()
  assert.equal(await count(), 0)
  await find(page, 'img')
  await page.getByRole('option', { name: /<img/ }).first().waitFor()
  assert.equal(await count(), 0)
  assert.deepEqual(faults, [])
})
