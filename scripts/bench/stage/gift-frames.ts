import { giftDraft } from '../drafts.ts'
import { type Latency, latencyOf } from '../figures.ts'
import type { Stage } from './open-stage.ts'

/** Notes when a frame is made that has a new card in it, by the clock of the machine. */
const WATCH = `new MutationObserver((changes) => {
  if (changes.some(({ addedNodes }) => addedNodes.length > 0)) requestAnimationFrame(() => shown_(Date.now()))
}).observe(document.getElementById('stage'), { childList: true })`

/** From handing a gift in to the first frame with its card, in milliseconds; the first, in which everything is compiled, left out. */
export async function measureGiftFrames(stage: Stage, gifts: number): Promise<Latency> {
  const page = await stage.page('alerts/alerts')
  let shown = (_at: number) => {}
  await page.exposeFunction('shown_', (at: number) => shown(at))
  await page.evaluate(WATCH)
  const times: number[] = []
  for (let number = 0; number <= gifts; number++) {
    const frame = new Promise<number>((resolve) => {
      shown = resolve
    })
    const from = Date.now()
    void stage.host.ingest([giftDraft(number, 0)])
    times.push((await frame) - from)
    await page.locator('.card').waitFor({ state: 'detached' })
  }
  await page.context().close()
  return latencyOf(times.slice(1))
}
