import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { openBrowser } from '../browser.ts'
import { ROOT } from './host.ts'

const LINK_WITHIN_MS = 60_000
const ALERT_WITHIN_MS = 30_000

/** From `npm start` with no configuration to the first alert on OBS's page, in a real browser. */
export async function runStart({ say }: { readonly say: (line: string) => void }) {
  const browser = await openBrowser()
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-start-'))
  const startedAt = performance.now()
  const since = () => Math.round(performance.now() - startedAt)
  const host = execa({ cwd: ROOT, reject: false, detached: true })`npm start -- --port 0 --data ${dataDir}`
  try {
    const link = await overlayLink(host.stdout)
    const readyMs = since()
    const page = await browser.newPage()
    await page.goto(link)
    // The stage has a frame for each overlay, and which of them shows the first alert is not ours to say.
    await page.waitForSelector('iframe')
    const cards = page.frames().map((frame) => frame.waitForSelector('.card', { timeout: ALERT_WITHIN_MS }))
    await Promise.any(cards).catch(() => {
      throw new Error(`No alert came on the stage within ${ALERT_WITHIN_MS / 1000} s`)
    })
    const alertMs = since()
    say(`npm start: links printed after ${readyMs} ms, first alert on the page after ${alertMs} ms`)
    return { readyMs, alertMs }
  } finally {
    // As Ctrl+C does: to npm and to what it started.
    if (host.pid !== undefined && host.exitCode === null) process.kill(-host.pid, 'SIGINT')
    await host
    await browser.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function overlayLink(stdout: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`npm start printed no link for OBS within ${LINK_WITHIN_MS / 1000} s`)), LINK_WITHIN_MS).unref()
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => {
      const link = /OBS\b.*?(http\S+)/.exec(line)?.[1]
      if (link) resolve(link)
    })
    lines.on('close', () => reject(new Error('npm start ended without printing a link')))
  })
}
