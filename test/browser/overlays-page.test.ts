import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { HostStatus } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { listening, openPage } from './doors.ts'
import { createEnding, openDashboard, openRoom, type Room } from './room.ts'

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending)
})
after(async () => {
  await browser.close()
  await ending.end()
})

const card = (page: Page, overlay: string) => page.locator(`[data-overlay="${overlay}"]`)

/** Scrolls to a card and answers what is inside of its preview. */
async function previewIn(page: Page, overlay: string) {
  await card(page, overlay).scrollIntoViewIfNeeded()
  return card(page, overlay).frameLocator('iframe')
}

test('every page of every plugin that is on has a card, and those in sight play their samples', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'overlays' })
  const { plugins } = await room.ask<HostStatus>('GET', '/status')
  const all = plugins.flatMap(({ id, overlays, state }) => (state === 'disabled' ? [] : overlays.map(({ page }) => `${id}/${page}`)))
  assert.ok(plugins.some(({ overlays, state }) => state === 'disabled' && overlays.length > 0))
  await page.locator('.overlays-card').first().waitFor()
  const shown = await Promise.all((await page.locator('.overlays-card').all()).map((one) => one.getAttribute('data-overlay')))
  assert.deepEqual([shown, all.length >= 6], [['stage/all', ...all], true])
  await (await previewIn(page, 'overlays/chat')).locator('.line').first().waitFor()
  assert.ok((await page.locator('.overlays-preview iframe').count()) < all.length, 'the pages out of sight run')
  await (await previewIn(page, 'overlays/leaderboard')).locator('.row').first().waitFor()
  assert.deepEqual(faults, [])
})

test('what is chosen is seen in the previews, and goes into the link that is copied with its key', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'overlays', permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByLabel('Theme').last().selectOption('neon')
  await page.getByLabel('Size of things').fill('1.5')
  await page.getByLabel('Side').selectOption('right')
  await page.getByLabel('Size in OBS').selectOption('portrait')
  await (await previewIn(page, 'overlays/chat')).locator('html[data-theme=neon][data-align=right]').waitFor()
  const chat = card(page, 'overlays/chat')
  await chat.getByText('1080 × 1920 in OBS').waitFor()
  await chat.getByRole('button', { name: 'Copy link' }).click()
  await chat.getByRole('button', { name: 'Copied' }).waitFor()
  const link = new URL(String(await page.evaluate('navigator.clipboard.readText()')))
  assert.deepEqual([link.pathname, link.search], ['/overlay/overlays/chat', '?theme=neon&scale=1.5&align=right'])
  assert.match(link.hash, /^#key=.{20,}$/)

  const obs = await openPage(t, { browser, origin: room.url })
  await obs.page.goto(link.href)
  await chat.getByText('open in OBS').waitFor()
  await page.getByRole('button', { name: 'Chat', exact: true }).click()
  await obs.page.getByText('Hello from the dashboard').waitFor()
  await page.getByRole('button', { name: 'As designed' }).click()
  await chat.getByText('1920 × 1080 in OBS').waitFor()
  assert.deepEqual([faults, obs.faults], [[], []])
})

const ENGLISH = /^(Thank you so much|Mateo is now|Ana says)/

test('a preview speaks as the stage will: in the language of the settings, else in that of the link', async (t) => {
  const spanish = { browser, at: 'overlays', locale: 'es-ES', permissions: ['clipboard-read', 'clipboard-write'] }
  const first = await openDashboard(t, room, spanish)
  await (await previewIn(first.page, 'alerts/alerts')).getByText('sent Rose').waitFor()
  await room.ask('PUT', '/api/plugins/alerts/settings', { language: 'es' })
  const { page } = await openDashboard(t, room, spanish)
  await (await previewIn(page, 'alerts/alerts')).getByText('envió Rosa').waitFor()
  await card(page, 'stage/all').scrollIntoViewIfNeeded()
  const staged = (name: string) => card(page, 'stage/all').frameLocator('iframe').frameLocator(`iframe[title="${name}"]`)
  await staged('alerts/alerts').getByText('envió Rosa').waitFor()
  await staged('tts/speech').getByText(ENGLISH).waitFor()
  await room.ask('PUT', '/api/plugins/alerts/settings', { language: null })

  await page.getByLabel('Idioma').last().selectOption('es')
  await (await previewIn(page, 'tts/speech')).getByText(ENGLISH).waitFor()
  const alerts = card(page, 'alerts/alerts')
  await alerts.getByRole('button', { name: 'Copiar enlace' }).click()
  await alerts.getByRole('button', { name: 'Copiado' }).waitFor()
  const obs = await openPage(t, { browser, origin: room.url })
  const ready = listening(obs.page)
  await obs.page.goto(String(await page.evaluate('navigator.clipboard.readText()')))
  await ready
  await room.simulate('gift', { giftName: 'Rose', giftCount: 2, coins: 2 })
  await obs.page.getByText('envió Rose').waitFor()
  await obs.page.getByText('2 monedas').waitFor()
})

test('a size that no page takes is left out of the link', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'overlays' })
  for (const scale of ['99', '', '1']) {
    await page.getByLabel('Size of things').fill(scale)
    const preview = `${room.url}/overlay/overlays/chat?preview&preview-lang=en`
    await card(page, 'overlays/chat').locator(`a[href="${preview}"]`, { hasText: 'Preview' }).waitFor()
  }
})

test('on a phone the cards stand below each other and nothing hangs over; in Spanish it is in Spanish', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'overlays', viewport: { width: 360, height: 740 }, locale: 'es-ES' })
  await (await previewIn(page, 'overlays/viewers')).locator('.pill').first().waitFor()
  await page.getByRole('heading', { name: 'Cómo se ven' }).waitFor()
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
  assert.deepEqual(faults, [])
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on the page of the overlays, ${colorScheme}`, async (t) => {
    const { page } = await openDashboard(t, room, { browser, at: 'overlays', colorScheme })
    await page.locator('.overlays-card').first().waitFor()
    assert.deepEqual(await seriousFaults(page), [])
  })
}

test('it is for admins: a moderator has no page of overlays', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'overlays', role: 'moderator' })
  await page.getByText('Your key is not for this page').waitFor()
})
