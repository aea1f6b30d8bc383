import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong, for how many, and where first. */
export type AxeFault = { readonly id: string; readonly where: string }

/** What axe finds that would keep somebody out: faults that are serious or critical. The debugger runs it, so the page's policy stays on. */
export async function seriousFaults(page: Page): Promise<readonly AxeFault[]> {
  await page.evaluate(`${source}; undefined`)
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, where: nodes[0].html.slice(0, 200) + ' ' + (nodes[0].any[0]?.message ?? '') })))`)
}
