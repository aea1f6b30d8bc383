import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../core/base/clock.ts'
import { createLog } from '../core/base/log.ts'
import { createHost } from '../core/host.ts'
import { createSimulator } from '../core/ingest/simulator/simulator.ts'
import { openBrowser } from './browser.ts'

// Draws the README's picture anew: the dashboard of a demo live, and an alert over a scene as OBS shows it.
const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'core/dashboard/picture.png')
const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-picture-'))
const host = await createHost({
  root,
  version: '0.1.0',
  dataDir,
  pluginRoots: [join(root, 'plugins')],
  address: { port: 0, allowRemote: false },
  clock: systemClock,
  random: Math.random,
  log: createLog({ level: 'error' }),
  say: () => {},
  createSource: (door) => createSimulator({ door, clock: systemClock, random: Math.random }),
})
const browser = await openBrowser()
const dashboard = await browser.newPage({ viewport: { width: 1180, height: 720 }, deviceScaleFactor: 1 })
await dashboard.goto(`${host.url}/#key=${host.keys.admin}`)
const overlay = await browser.newPage({ viewport: { width: 1280, height: 720 } })
await overlay.goto(`${host.url}/overlay/alerts/alerts#key=${host.keys.overlay}`)
await overlay.waitForSelector('.card:has-text("sent")')
// The card has come in when its own animations have ended, and the demo has filled the list by then.
await overlay.evaluate('Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1).map((a) => a.finished))')
const [left, right] = await Promise.all([dashboard.screenshot(), overlay.screenshot({ omitBackground: true })])
const page = await browser.newPage({ viewport: { width: 1440, height: 620 } })
await page.setContent(`<style>
  body { margin: 0; width: 1440px; height: 620px; background: #0b0910; position: relative; overflow: hidden }
  .window { position: absolute; left: 40px; top: 40px; width: 860px; border-radius: 14px; box-shadow: 0 20px 60px #000c }
  .scene { position: absolute; right: 40px; top: 130px; width: 640px; height: 400px; border-radius: 14px; overflow: hidden; box-shadow: 0 20px 60px #000d;
    background: radial-gradient(ellipse 60% 30% at 20% 100%, #16323f 0 98%, transparent), radial-gradient(ellipse 70% 38% at 85% 105%, #1d4250 0 98%, transparent),
      radial-gradient(ellipse 90% 45% at 50% 108%, #2b5a66 0 98%, transparent),
      radial-gradient(circle at 78% 66%, #fff3c4 0 34px, #ffd98a55 36px 90px, transparent 92px), linear-gradient(#3b2d6b, #c2557a 55%, #f2a65a 80%) }
  .scene img { position: absolute; width: 1024px; left: -192px; top: -10px }
</style><img class="window" src="${dataUrl(left)}"><div class="scene"><img src="${dataUrl(right)}"></div>`)
await writeFile(target, await page.screenshot())
await browser.close()
await host.stop(0)
await rm(dataDir, { recursive: true })
console.log(`${target} written`)
process.exit(0)

function dataUrl(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`
}
