import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { readManifest } from '../../core/plugins/manifest.ts'
import { addPackage } from '../../core/plugins/optional/add.ts'
import { openBrowser } from '../browser.ts'
import { giftDraft } from './drafts.ts'
import { type Latency, latency, latencyOf } from './figures.ts'
import { type BenchHost, ROOT, startBenchHost } from './host.ts'

const SOUNDS = 20
/** So that every fixed part has been said, and everything is compiled. */
const WARM_UP = 12

/** Tells the first moment that a sound is heard, by the clock of the machine. */
const WATCH = `
  const Real = Audio
  globalThis.Audio = function (url) {
    const audio = new Real(url)
    audio.addEventListener('playing', () => heard_(Date.now()))
    return audio
  }`

type Heard = { readonly host: BenchHost; readonly next: () => Promise<number> }

/** From a gift to its first audible sample, in a real Chromium, with the offline voice: all of it kept, only the name new, and a sentence never said before. */
export async function runSpeech({ say }: { readonly say: (line: string) => void }) {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-speech-'))
  const host = await startSpeech(folder)
  const browser = await openBrowser({ flags: ['--autoplay-policy=no-user-gesture-required'] })
  try {
    const heard = { host, next: await listen(await browser.newPage(), host) }
    for (let n = 0; n < WARM_UP; n += 1) await gift(heard, n, 'Luna')
    const figures = {
      cached: await measure((n) => gift(heard, 1000 + n, 'Luna')),
      composed: await measure((n) => gift(heard, 2000 + n, `Luna ${NAMES[n % NAMES.length]}`)),
      fresh: await measure((n) => sentence(heard, `Una frase nueva, la número ${n}, que nadie ha dicho todavía`)),
    }
    for (const [what, figure] of Object.entries(figures)) say(`${WORDS[what as keyof typeof WORDS]}: ${shown(figure)}`)
    return figures
  } finally {
    await browser.close()
    await host.stop(0)
    await rm(folder, { recursive: true, force: true })
  }
}

const WORDS = {
  cached: 'gift → first audible sample, everything kept',
  composed: 'gift → first audible sample, only the name new',
  fresh: 'text → first audible sample, never said before',
}
const NAMES = ['Ana', 'Bea', 'Carla', 'Dora', 'Elena', 'Flora', 'Greta', 'Helena', 'Irene', 'Julia'].flatMap((one) => [one, `${one} Sol`])

function shown(figure: Latency): string {
  const [p50, p99, max] = latency(figure)
  return `p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms (${figure.samples} sounds)`
}

async function startSpeech(folder: string): Promise<BenchHost> {
  const [voice] = (await readManifest(join(ROOT, 'plugins/tts'), '0.1.0')).packages ?? []
  if (voice) await addPackage(voice, { packagesDir: join(folder, 'data/packages'), plugin: 'tts' })
  await mkdir(join(folder, 'data'), { recursive: true })
  const tts = { settings: { gapMs: 0, waitingMax: 200 } }
  await writeFile(join(folder, 'data/settings.json'), JSON.stringify({ schemaVersion: '1', plugins: { tts } }))
  return startBenchHost({ folder, pluginRoots: [join(ROOT, 'plugins')], only: ['tts'], variables: { PATH: process.env.PATH } })
}

/** Opens the page, and answers what waits for the next sound. */
async function listen(page: Page, host: BenchHost): Promise<() => Promise<number>> {
  let heard = (_at: number) => {}
  await page.exposeFunction('heard_', (at: number) => heard(at))
  await page.addInitScript(WATCH)
  const told = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived', { predicate: ({ payload }) => String(payload).includes('"subscribed"') }))
  await page.goto(`${host.url}/overlay/tts/speech#key=${host.keys.overlay}`)
  await told
  return () =>
    new Promise((resolve) => {
      heard = resolve
    })
}

async function measure(one: (n: number) => Promise<number>): Promise<Latency> {
  const times: number[] = []
  for (let n = 0; n < SOUNDS; n += 1) times.push(await one(n))
  return latencyOf(times)
}

async function gift({ host, next }: Heard, number: number, displayName: string): Promise<number> {
  const draft = giftDraft(number, 0)
  const user = { userId: displayName, uniqueId: displayName, displayName, safeName: displayName }
  return timed({ host, next }, () => void host.ingest([{ ...draft, user } as typeof draft]))
}

const sentence = (heard: Heard, text: string) => timed(heard, () => void act(heard.host, 'say', { text }))

/** From the begin to what is heard; then it is cut off. */
async function timed({ host, next }: Heard, begin: () => void): Promise<number> {
  const heard = next()
  const from = Date.now()
  begin()
  const ms = (await heard) - from
  await act(host, 'skip', {})
  return ms
}

async function act(host: BenchHost, action: string, input: object): Promise<void> {
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const response = await fetch(`${host.url}/api/actions/tts.${action}`, { method: 'POST', headers, body: JSON.stringify(input) })
  if (!response.ok) throw new Error(`tts.${action}: ${await response.text()}`)
}
