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
  { name: 'lanes-phone', at: 'lanes', look: PHONE, ready: there('.lane') },
  { name: 'letters', at: 'letters', look: DESK, ready: there('.letter') },
  { name: 'letters-phone', at: 'letters', look: { ...PHONE, locale: 'es-MX' }, ready: there('.letter') },
  { name: 'settings', at: 'settings', look: DESK, ready: there('.settings form') },
  { name: 'settings-phone', at: 'settings', look: { ...PHONE, locale: 'es-MX' }, ready: there('.settings form') },
  { name: 'first-steps', at: 'wizard', look: DESK, ready: sendGift },
  { name: 'plugins', at: 'plugins', look: DESK, ready: there('main h1') },
  { name: 'simulator', at: 'simulator', look: DESK, ready: there('main h1') },
  { name: 'sessions', at: 'sessions', look: DESK, ready: there('main h1') },
  { name: 'moderation', at: 'moderation', look: DESK, ready: there('main h1') },
]
