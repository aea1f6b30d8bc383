import type { BrowserContextOptions, Page } from 'playwright-core'

/** A picture of the dashboard: which place of it, how it is looked at, and what has to be there first. */
type Picture = {
  readonly name: string
  readonly at: string
  readonly look: BrowserContextOptions
  readonly ready: (page: Page) => Promise<unknown>
}

const DESK = { viewport: { width: 1280, height: 860 } }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }

const there =
  (...wanted: readonly string[]) =>
  async (page: Page) => {
    for (const selector of wanted) await page.locator(selector).first().waitFor()
    // Numbers and charts follow what was asked a moment after the frame of the page is there.
    await page.waitForTimeout(2500)
  }

/** The whole way of the newest gift. */
async function openWhy(page: Page) {
  await page.locator('.event[data-type=gift]').first().click()
  await there('.story')(page)
}

/** The second of the first steps, after the gift came. */
async function sendGift(page: Page) {
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByRole('button', { name: 'Send a gift' }).click()
  await there('.wizard .event')(page)
}

/** The session of the demo. */
async function openSession(page: Page) {
  await page.locator('.table a', { hasText: 'Demo' }).first().click()
  await there('.chart canvas', '.sessions-funnel li')(page)
}

/** Whoever wrote last. */
async function openPerson(page: Page) {
  await page.locator('button.moderation-who').first().click()
  await there('.moderation-history li')(page)
}

/** What a few letters find. */
async function openPalette(page: Page) {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('se')
  await there('.palette [role=option]')(page)
}

/** Every picture of core/dashboard/pictures. */
export const PICTURES: readonly Picture[] = [
  { name: 'live', at: 'live', look: DESK, ready: there('.feed .event', '.chart canvas') },
  {
    name: 'live-light',
    at: 'live',
    look: { ...DESK, colorScheme: 'light', locale: 'es-MX' },
    ready: there('.feed .event', '.chart canvas'),
  },
  { name: 'live-phone', at: 'live', look: PHONE, ready: there('.feed .event') },
  { name: 'why', at: 'live', look: DESK, ready: openWhy },
  { name: 'lanes', at: 'lanes', look: DESK, ready: there('.lane', '.chart canvas', '.table') },
  { name: 'lane', at: 'lanes/webhook', look: DESK, ready: there('.lane', '.chart canvas', '.table') },
  { name: 'letters', at: 'letters', look: DESK, ready: there('.letter') },
  { name: 'settings', at: 'settings', look: DESK, ready: there('.settings form') },
  { name: 'first-steps', at: 'wizard', look: DESK, ready: sendGift },
  { name: 'plugins', at: 'plugins/webhook/settings', look: DESK, ready: there('.schema-form') },
  { name: 'plugin-events', at: 'plugins/webhook/subscriptions', look: DESK, ready: there('.plugins-events') },
  { name: 'simulator', at: 'simulator', look: DESK, ready: there('.simulator-packs li') },
  { name: 'sessions', at: 'sessions', look: DESK, ready: there('.table', '.figures') },
  { name: 'session', at: 'sessions', look: DESK, ready: openSession },
  { name: 'log', at: 'sessions/log', look: DESK, ready: there('.sessions-day') },
  { name: 'moderation', at: 'moderation', look: DESK, ready: openPerson },
  { name: 'overlays', at: 'overlays', look: DESK, ready: there('.overlays-card iframe') },
  { name: 'tokens', at: 'tokens', look: DESK, ready: there('[data-page=tokens] .panel') },
  { name: 'audit', at: 'audit', look: DESK, ready: there('[data-page=audit] .panel') },
  { name: 'palette', at: 'live', look: DESK, ready: openPalette },
]
