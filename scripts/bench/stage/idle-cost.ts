import { setTimeout as after } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Stage } from './open-stage.ts'

export type Idle = { readonly scriptMsPerSecond: number; readonly taskMsPerSecond: number; readonly framesPerSecond: number }

const SECONDS = 5
/** Longer than any card or animation is shown. */
const OVER_MS = 8_000

/** What a page shows before it is idle. */
type Shown = { readonly action: string; readonly input: object }
const COUNT = `(() => {
  const ask = requestAnimationFrame.bind(window)
  window.frames_ = 0
  window.requestAnimationFrame = (callback) => ask((now) => { frames_ += 1; callback(now) })
})()`

/** What a page costs that has shown something and has nothing to show: time of its main thread, by Chromium's own count, and frames it asks for. */
export async function measureIdle(stage: Stage, name: string, { action, input }: Shown): Promise<Idle> {
  const page = await stage.page(name, (context) => context.addInitScript(COUNT))
  await stage.act(action, input)
  await after(OVER_MS)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  }
  const framesBefore = await framesOf(page)
  const before = await read()
  await after(SECONDS * 1000)
  const then = await read()
  const frames = (await framesOf(page)) - framesBefore
  await page.context().close()
  const share = (metric: string) => ((then(metric) - before(metric)) * 1000) / SECONDS
  return { scriptMsPerSecond: share('ScriptDuration'), taskMsPerSecond: share('TaskDuration'), framesPerSecond: frames / SECONDS }
}

const framesOf = async (page: Page) => Number(await page.evaluate('frames_'))
