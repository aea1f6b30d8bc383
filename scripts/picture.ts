import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { systemClock } from '../core/base/clock.ts'
import { createLog } from '../core/base/log.ts'
import { createHost } from '../core/host.ts'
import { createSimulator } from '../core/ingest/simulator/simulator.ts'
import { openBrowser } from './browser.ts'
import { composed, onStage } from './pictures/compose.ts'
import { PICTURES } from './pictures/pictures.ts'

// Draws every picture of the dashboard anew, from a demo live: npx tsx scripts/picture.ts [name …]
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'core/dashboard/pictures')
/** So much of the demo is there before the first picture, for charts and lists to have something in them. */
const WARM_UP_MS = 45_000

const only = process.argv.slice(2)
const scratch = await mkdtemp(join(tmpdir(), 'showrunner-picture-'))
await cp(join(root, 'scripts/pictures/webhook'), join(scratch, 'plugins/webhook'), { recursive: true })
const host = await createHost({
  root,
  version: '0.1.0',
  dataDir: join(scratch, 'data'),
  pluginRoots: [join(root, 'plugins'), join(scratch, 'plugins')],
  address: { port: 0, allowRemote: false },
  clock: systemClock,
  random: Math.random,
  log: createLog({ level: 'error' }),
  say: () => {},
  createSource: (door) => createSimulator({ door, clock: systemClock, random: Math.random }),
})
await host.loaded()
const browser = await openBrowser({ flags: ['--autoplay-policy=no-user-gesture-required'] })
await mkdir(folder, { recursive: true })
const overlay = await browser.newPage({ viewport: { width: 1280, height: 720 } })
await overlay.goto(`${host.url}/overlay/alerts/alerts#key=${host.keys.overlay}`)
await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))

for (const picture of PICTURES) {
  if (only.length > 0 && !only.includes(picture.name)) continue
  const page = await open(browser, picture.look)
  await page.goto(`${host.url}/#/${picture.at}`)
  await picture.ready(page)
  await writeFile(join(folder, `${picture.name}.png`), await page.screenshot())
  await page.context().close()
  console.log(`${picture.name}.png written`)
}
if (only.length === 0 || only.includes('front')) await drawFront()
if (only.length === 0 || only.includes('stage')) await drawStage()
await browser.close()
await host.stop(0)
await rm(scratch, { recursive: true })
process.exit(0)

async function open(from: Browser, look: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await from.newContext({ locale: 'en-GB', colorScheme: 'dark', ...look })
  const page = await context.newPage()
  await page.goto(`${host.url}/#key=${host.keys.admin}`)
  await page.locator('main').waitFor()
  return page
}

/** The README's first picture: the live page, and an alert over a scene as OBS shows it. */
async function drawFront() {
  await overlay.waitForSelector('.card:has-text("sent")')
  // The card has come in when its own animations have ended.
  await overlay.evaluate(
    'Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1).map((a) => a.finished))',
  )
  const page = await browser.newPage({ viewport: { width: 1440, height: 620 } })
  await page.setContent(composed(await readFile(join(folder, 'live.png')), await overlay.screenshot({ omitBackground: true })))
  await writeFile(join(root, 'core/dashboard/picture.png'), await page.screenshot())
}

/** A gift as viewers see it: the alert, its animation, and what is said; the voice comes from npm's registry. */
async function drawStage() {
  await ask('/api/plugins/tts/packages', { name: '@echogarden/espeak-ng-emscripten' })
  const stage = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await stage.addInitScript('window.obsstudio = {}')
  const opened = ['alerts', 'overlays', 'tts'].map((plugin) =>
    stage.waitForEvent('websocket', {
      predicate: async (socket) => String((await socket.waitForEvent('framesent')).payload).includes(`"${plugin}/`),
    }),
  )
  await stage.goto(`${host.url}/overlay/stage/all#key=${host.keys.overlay}`)
  await Promise.all(opened)
  await ask('/api/simulate/gift', { user: { displayName: 'Luna ✨', uniqueId: 'luna' }, giftName: 'Galaxy', giftCount: 3, coins: 3000 })
  await stage.frameLocator('iframe[title="alerts/alerts"]').locator('.card:has-text("Luna")').waitFor()
  await stage.frameLocator('iframe[title="tts/speech"]').locator('.caption:has-text("Luna")').waitFor()
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await page.setContent(onStage(await stage.screenshot({ omitBackground: true })))
  await writeFile(join(folder, 'stage.png'), await page.screenshot())
  console.log('stage.png written')
}

async function ask(path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const answer = await fetch(host.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}
