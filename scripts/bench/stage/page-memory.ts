import type { Page } from 'playwright-core'
import { giftDraft } from '../drafts.ts'
import type { Stage } from './open-stage.ts'

export type Memory = { readonly alerts: number; readonly beforeBytes: number; readonly afterBytes: number; readonly nodes: number }

const AT_ONCE = 100
/** A card and its farewell, with time to spare. */
const EACH_MS = 1_500
/** Steps of that time for each card, before it is taken for lost. */
const STEPS_MAX = 20

/** Memory of the alerts page, garbage collected, before and after so many cards; the time of its timers is put forward, so that nobody waits for it. */
export async function measureMemory(stage: Stage, alerts: number): Promise<Memory> {
  const page = await stage.page('alerts/alerts', ({ clock }) => clock.install())
  let cards = 0
  await page.exposeFunction('shown_', () => {
    cards += 1
  })
  await page.evaluate(`new MutationObserver((changes) => {
    for (const { addedNodes } of changes) if (addedNodes.length > 0) shown_()
  }).observe(document.getElementById('stage'), { childList: true })`)
  await showMore(AT_ONCE)
  const before = await memoryOf(page)
  while (cards < alerts) await showMore(AT_ONCE)
  const after = await memoryOf(page)
  await page.context().close()
  return { alerts: cards, beforeBytes: before.bytes, afterBytes: after.bytes, nodes: after.nodes }

  async function showMore(count: number): Promise<void> {
    const goal = cards + count
    for (let number = 0; number < count; number++) void stage.host.ingest([giftDraft(goal + number, 0)])
    for (let step = 0; cards < goal; step++) {
      if (step > count * STEPS_MAX) throw new Error(`The page showed ${cards} of ${goal} cards`)
      await page.clock.runFor(EACH_MS)
    }
    await page.clock.runFor(EACH_MS)
  }
}

async function memoryOf(page: Page): Promise<{ readonly bytes: number; readonly nodes: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes } = await session.send('Memory.getDOMCounters')
  await session.detach()
  return { bytes: usedSize, nodes }
}
