import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from './browser-places.mjs'

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real Chromium without a window; the one that could open a window where its own pages are wanted. Throws, with what to do, when this machine has none. */
export async function openBrowser({
  flags = [],
  hasWindow = false,
}: {
  readonly flags?: readonly string[]
  readonly hasWindow?: boolean
} = {}): Promise<Browser> {
  const executablePath = findBrowser(process.env, { hasWindow })
  if (!executablePath) throw new Error('No Chromium was found. Run `node scripts/setup-browser.mjs`, or name one in CHROMIUM_PATH.')
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags, ...(isRoot ? ['--no-sandbox'] : [])] })
}
