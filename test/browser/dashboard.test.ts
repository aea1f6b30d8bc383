import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { simulatedDraft } from '../../core/ingest/simulator/simulated.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

const ALERTS = {
  id: 'alerts',
  name: 'Alerts',
  version: '1.0.0',
  state: 'running',
  overlays: [{ page: 'alerts', title: 'Alerts', width: 1920, height: 1080 }],
}

async function openDashboard(t: TestContext, status: Record<string, unknown> = {}, options: BrowserContextOptions = {}) {
  const doors = await openDoors(t, { status: () => ({ plugins: [], ...status }) })
  const { page, faults } = await openPage(t, { browser, origin: doors.server.url, viewport: { width: 1280, height: 900 }, ...options })
  // The first steps would open by themselves.
  await page.addInitScript("localStorage.setItem('showrunner.wizard', 'seen')")
  const ready = listening(page)
  await page.goto(`${doors.server.url}/#key=${KEYS.admin}`)
  await ready
  return { ...doors, page, faults }
}

const sentences = (page: Page) => page.locator('.event .sentence').allTextContents()

test('S0-101: the live page lists what happened before and what happens, newest first', async (t) => {
  const { accept, page, faults } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'first', user: { displayName: 'Ana' } }))
  accept(simulatedDraft('gift', { giftName: 'Rose', giftCount: 5, coins: 5, user: { displayName: 'Ben' } }))
  await page.locator('.event[data-type=gift]').waitFor()
  assert.deepEqual(await sentences(page), ['Ben sent Rose ×5 · 5 coins', 'Ana says first'])
  await page.reload()
  await page.locator('.event[data-type=gift]').waitFor()
  assert.deepEqual(await sentences(page), ['Ben sent Rose ×5 · 5 coins', 'Ana says first'])
  assert.deepEqual(faults, [])
})

test('words of viewers, plugins and the source stay text on the live page', async (t) => {
  const evil = '<img src=x onerror=report("xss")>'
  const { accept, page, faults } = await openDashboard(t, {
    source: { kind: 'tiktok', state: 'failed', detail: evil },
    plugins: [{ ...ALERTS, name: evil, overlays: [{ page: 'alerts', title: evil }] }],
  })
  accept(simulatedDraft('chat', { message: evil, user: { displayName: evil } }))
  accept(simulatedDraft('custom', { name: evil }))
  await page.locator('.event[data-type=custom]').waitFor()
  await page.locator('.overlay-row').waitFor()
  assert.equal(await page.locator('main img').count(), 0)
  assert.equal(await page.getByText(evil, { exact: true }).count(), 5)
  assert.deepEqual(faults, [])
})

test('S3-062: ten thousand events leave the page small, and it stays quick to search', async (t) => {
  const { accept, page } = await openDashboard(t)
  for (let index = 1; index <= 10_000; index++) accept(simulatedDraft('chat', { message: `message ${index}` }))
  await page.getByText('message 10000', { exact: true }).waitFor()
  const rows = () => page.locator('.feed .event').count()
  assert.ok((await rows()) < 60, `${await rows()} lines are in the page`)
  await page.getByLabel('Search events').fill('message 9999')
  await page.locator('.feed .event').nth(1).waitFor({ state: 'detached' })
  assert.deepEqual(await page.locator('.event .what').allTextContents(), ['message 9999'])
})

test('the feed stands still while somebody points at it, and says how many came', async (t) => {
  const { accept, page } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'read me' }))
  await page.getByText('read me').hover()
  accept(simulatedDraft('chat', { message: 'later' }))
  await page.getByRole('button', { name: '1 new' }).waitFor()
  assert.deepEqual(await page.locator('.event .what').allTextContents(), ['read me'])
  await page.getByRole('button', { name: '1 new' }).click()
  await page.getByText('later').waitFor()
})

test('the feed is filtered by kind', async (t) => {
  const { accept, page } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'words' }))
  accept(simulatedDraft('like', { likeCount: 3 }))
  await page.getByText('words').waitFor()
  await page.getByRole('button', { name: 'Likes', exact: true }).press('Enter')
  await page.getByText('words').waitFor({ state: 'detached' })
  assert.deepEqual(await page.locator('.event .what').allTextContents(), ['×3'])
})

test('the test button sends a gift that comes back as an event', async (t) => {
  const { page } = await openDashboard(t)
  await page.getByRole('button', { name: 'Gift', exact: true }).press('Enter')
  await page.getByText('Rose ×5').waitFor()
  await page.getByText('Sent', { exact: true }).waitFor()
})

test('the key leaves the address bar at once and outlives a reload', async (t) => {
  const { server, page } = await openDashboard(t)
  assert.equal(page.url(), `${server.url}/`)
  const again = listening(page)
  await page.reload()
  await again
})

test('a host that stops is said to be gone, and when it is back the list goes on where it was', async (t) => {
  const { server, page, accept, log } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'before' }))
  await page.getByText('before').waitFor()
  await server.stop()
  await page.getByRole('alert').waitFor()

  accept(simulatedDraft('chat', { message: 'meanwhile' }))
  const back = listening(page)
  const next = await openDoors(t, { port: Number(new URL(server.url).port), log, status: () => ({ plugins: [] }) })
  await back
  next.accept(simulatedDraft('chat', { message: 'after' }))
  await page.getByText('after').waitFor()
  await page.getByRole('alert').waitFor({ state: 'hidden' })
  assert.deepEqual(await page.locator('.event .what').allTextContents(), ['after', 'meanwhile', 'before'])
})

test('a browser set to Spanish reads Spanish, and may choose otherwise', async (t) => {
  const { page } = await openDashboard(t, { source: { kind: 'simulator', state: 'connected', detail: '' } }, { locale: 'es-MX' })
  await page.getByText('Conectado').first().waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'es')
  await page.getByRole('link', { name: 'Ajustes' }).click()
  await page.getByLabel('Idioma').selectOption('en')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
})

test('on a phone nothing is wider than the screen, and the menu opens', async (t) => {
  const { accept, page } = await openDashboard(t, { plugins: [ALERTS] }, { viewport: { width: 360, height: 740 } })
  accept(simulatedDraft('chat', { message: 'w'.repeat(400), user: { displayName: 'n'.repeat(200) } }))
  await page.locator('.event').waitFor()
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('link', { name: 'Queues' }).click()
  await page.getByRole('heading', { name: 'Queues', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Live' }).waitFor({ state: 'hidden' })
})

test('letters go to pages, a slash to the search, and a question mark tells of them', async (t) => {
  const { page } = await openDashboard(t)
  await page.keyboard.press('/')
  assert.equal(await page.evaluate('document.activeElement.type'), 'search')
  await page.keyboard.press('Tab')
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await page.getByRole('heading', { name: 'Queues', exact: true }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('who comes back to the first steps finds the name that was typed, and can mend it', async (t) => {
  const source = {
    kind: 'tiktok',
    state: 'waiting',
    reason: 'notFound',
    streamId: 'tiktok:lunna',
    detail: 'TikTok knows no account @lunna',
  }
  const { page } = await openDashboard(t, { source })
  await page.getByText('TikTok knows no account @lunna').waitFor()
  await page.getByRole('link', { name: 'Set up' }).click()
  assert.equal(await page.getByLabel('TikTok user').inputValue(), '@lunna')
})
