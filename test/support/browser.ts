import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import type { Ending } from './host.ts'

/** A real Chromium that is closed with the test, or with the file of tests, that it is for. */
export async function openBrowserFor(t: Ending, options: Parameters<typeof openBrowser>[0] = {}): Promise<Browser> {
  const browser = await openBrowser(options)
  t.after(() => browser.close())
  return browser
}
