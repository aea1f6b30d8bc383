import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { HostError } from '../../core/base/errors.ts'
import { simulatedDraft } from '../../core/ingest/simulator/simulated.ts'
import type { PluginStatus } from '../../core/plugins/plugin.ts'
import type { LaneStatus } from '../../core/schedule/schedule.ts'
import type { PluginDesk, PluginReport } from '../../core/serve/serve.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { NO_PLUGINS } from '../serve/no-plugins.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

const LANE: LaneStatus = {
  plugin: 'alerts',
  state: 'running',
  depth: 3,
  max: 100,
  bands: { critical: 1, normal: 1, bulk: 1 },
  spilled: 0,
  inFlight: 1,
  retrying: 0,
  breaker: { state: 'closed' },
  completed: 41,
  failed: 0,
  dead: 0,
  discarded: {},
  oldestMs: 10,
  latencyMs: { p50: 1.25, p99: 18.4 },
}

const ALERTS: PluginStatus = {
  id: 'alerts',
  name: 'Alerts',
  version: '1.0.0',
  state: 'running',
  overlays: [{ page: 'alerts', title: 'Alerts', width: 1920, height: 1080 }],
}

async function openDashboard(
  t: TestContext,
  status: Record<string, unknown> = {},
  { plugins, ...options }: BrowserContextOptions & { readonly plugins?: PluginDesk } = {},
) {
  const doors = await openDoors(t, { status: () => ({ overlayKey: KEYS.overlay, ...status }), ...(plugins && { plugins }) })
  const { page, faults } = await openPage(t, { browser, origin: doors.server.url, viewport: { width: 1280, height: 900 }, ...options })
  const ready = listening(page)
  await page.goto(`${doors.server.url}/#key=${KEYS.admin}`)
  await ready
  return { ...doors, page, faults }
}

test('the dashboard lists what happened before and what happens, newest first', async (t) => {
  const { accept, page, faults } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'first', user: { displayName: 'Ana' } }))
  accept(simulatedDraft('gift', { giftName: 'Rose', giftCount: 5, coins: 5, user: { displayName: 'Ben' } }))
  await page.locator('.event[data-type=gift]').waitFor()
  assert.deepEqual(await page.locator('.event .sentence').allTextContents(), ['Ben sent Rose ×5 · 5 coins', 'Ana says first'])
  await page.reload()
  await page.locator('.event[data-type=gift]').waitFor()
  assert.deepEqual(await page.locator('.event .sentence').allTextContents(), ['Ben sent Rose ×5 · 5 coins', 'Ana says first'])
  assert.deepEqual(faults, [])
})

test('words of viewers and plugins stay text everywhere', async (t) => {
  const evil = '<img src=x onerror=report("xss")>'
  const { accept, page, faults } = await openDashboard(t, {
    source: { kind: 'tiktok', state: 'failed', detail: evil },
    lanes: [{ ...LANE, plugin: evil }],
    plugins: [{ ...ALERTS, name: evil, version: evil, detail: evil, overlays: [{ page: 'alerts', title: evil }] }],
  })
  accept(simulatedDraft('chat', { message: evil, user: { displayName: evil } }))
  accept(simulatedDraft('custom', { name: evil }))
  await page.locator('.event[data-type=custom]').waitFor()
  await page.locator('.lane').waitFor()
  assert.equal(await page.locator('main img').count(), 0)
  assert.equal(await page.getByText(evil).count(), 9)
  assert.deepEqual(faults, [])
})

test('a plugin that waits says what it asks for, and is approved as it was shown', async (t) => {
  const waiting: PluginStatus = {
    ...{ id: 'curious', name: 'Curious', version: '2.0.0', state: 'waiting-for-grant', detail: 'It asks …', overlays: [] },
    ask: {
      permissions: { net: ['api.example.com'], run: ['curl'] },
      all: { net: ['api.example.com'], run: ['curl'] },
      hash: 'f'.repeat(64),
    },
  }
  let isRefused = true
  const orders: unknown[] = []
  const status: { plugins: PluginStatus[] } = { plugins: [waiting] }
  const report: PluginReport = { ...waiting, description: '', permissions: {}, granted: {}, actions: [], usage: [] }
  const plugins: PluginDesk = {
    ...NO_PLUGINS,
    async order(id, order, { hash, by }) {
      orders.push([id, order, hash, by.role])
      if (isRefused) throw new HostError('PLUGIN_CHANGED', 'curious changed since it was looked at')
      status.plugins = [{ ...ALERTS, id, name: 'Curious' }]
      return report
    },
  }
  const { page, faults } = await openDashboard(t, status, { plugins })
  const row = page.locator('[data-plugin=curious]')
  assert.deepEqual(await row.locator('.asks li').allTextContents(), ['reach api.example.com', 'run the program curl'])
  assert.deepEqual(await row.locator('.detail').allTextContents(), ['It asks to:'])
  await row.getByRole('button', { name: 'Approve' }).click()
  await row.getByText('Not accepted: curious changed since it was looked at').waitFor()
  isRefused = false
  await row.getByRole('button', { name: 'Approve' }).click()
  await page.locator('[data-plugin=curious][data-state=running]').waitFor()
  await Promise.all([page.waitForResponse(/disable/), row.getByRole('button', { name: 'Turn off' }).click()])
  assert.deepEqual(orders, [
    ['curious', 'approve', 'f'.repeat(64), 'admin'],
    ['curious', 'approve', 'f'.repeat(64), 'admin'],
    ['curious', 'disable', undefined, 'admin'],
  ])
  assert.deepEqual(faults, [])
})

test('a queue is shown with its depth, and a full one says so', async (t) => {
  const full = { ...LANE, plugin: 'tts', depth: 100, spilled: 7, dead: 2, discarded: { full: 9, stale: 1 } }
  const { page } = await openDashboard(t, { lanes: [LANE, full] })
  await page.locator('.lane[data-plugin=tts]').waitFor()
  assert.equal(await page.locator('.lane[data-plugin=tts]').getAttribute('data-level'), 'full')
  assert.equal(await page.locator('.lane[data-plugin=alerts]').getAttribute('data-level'), 'calm')
  assert.deepEqual(await page.locator('.lane[data-plugin=tts] .warning').allTextContents(), ['full', '7 wait in the log'])
  assert.deepEqual(await page.locator('.lane[data-plugin=tts] dd').allTextContents(), ['1', '41', '10', '2', '1.3 · 18 ms'])
  assert.match((await page.locator('.lane[data-plugin=alerts] .bar').getAttribute('aria-label')) ?? '', /urgent 1, normal 1/)
})

test('the test button sends a gift that comes back as an event', async (t) => {
  const { page } = await openDashboard(t)
  await page.getByRole('button', { name: 'Gift' }).press('Enter')
  await page.getByText('Rose ×5').waitFor()
  await page.getByText('Sent', { exact: true }).waitFor()
})

test('the copied OBS link carries the key that can only read', async (t) => {
  const { server, page } = await openDashboard(t, { plugins: [ALERTS] }, { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), `${server.url}/overlay/alerts/alerts#key=${KEYS.overlay}`)
})

test('the key leaves the address bar at once and outlives a reload', async (t) => {
  const { server, page } = await openDashboard(t)
  assert.equal(page.url(), `${server.url}/`)
  const again = listening(page)
  await page.reload()
  await again
})

test('without a key, or with a wrong one, the page asks for it and takes the whole link', async (t) => {
  const { server } = await openDoors(t)
  const { page } = await openPage(t, { browser, origin: server.url })
  await page.goto(`${server.url}/`)
  await page.getByLabel('Key').fill('wrong')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByLabel('Key').fill(`${server.url}/#key=${KEYS.admin}`)
  const ready = listening(page)
  await page.keyboard.press('Enter')
  await ready
  await page.getByText('Connection').waitFor()
})

test('a host that stops is said to be gone, and when it is back the list goes on where it was', async (t) => {
  const { server, page, accept, log } = await openDashboard(t)
  accept(simulatedDraft('chat', { message: 'before' }))
  await page.getByText('before').waitFor()
  await server.stop()
  await page.getByRole('alert').waitFor()

  accept(simulatedDraft('chat', { message: 'meanwhile' }))
  const back = listening(page)
  const next = await openDoors(t, { port: Number(new URL(server.url).port), log })
  await back
  next.accept(simulatedDraft('chat', { message: 'after' }))
  await page.getByText('after').waitFor()
  await page.getByRole('alert').waitFor({ state: 'hidden' })
  assert.deepEqual(await page.locator('.event .what').allTextContents(), ['after', 'meanwhile', 'before'])
})

test('a browser set to Spanish reads Spanish', async (t) => {
  const { page } = await openDashboard(t, { source: { kind: 'simulator', state: 'connected', detail: '' } }, { locale: 'es-MX' })
  await page.getByText('Conectado').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'es')
})

test('on a phone nothing is wider than the screen', async (t) => {
  const { accept, page } = await openDashboard(t, { lanes: [LANE], plugins: [ALERTS] }, { viewport: { width: 360, height: 740 } })
  accept(simulatedDraft('chat', { message: 'w'.repeat(400), user: { displayName: 'n'.repeat(200) } }))
  await page.locator('.event').waitFor()
  await page.locator('.lane').waitFor()
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
})

test('a storm of events leaves the list short and its newest line on top', async (t) => {
  const { accept, page } = await openDashboard(t)
  for (let index = 1; index <= 1000; index++) accept(simulatedDraft('chat', { message: `message ${index}` }))
  await page.getByText('message 1000', { exact: true }).waitFor()
  assert.equal(await page.locator('.event').count(), 100)
  assert.match((await page.locator('.event').first().textContent()) ?? '', /message 1000/)
})
