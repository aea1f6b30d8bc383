import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { buildDashboard } from '../../core/dashboard/build.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { openPage } from '../browser/doors.ts'
import { KEYS, serve } from '../serve/served.ts'
import { createFolder } from '../support/folder.ts'

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

async function openDocs(context: Parameters<typeof serve>[0], options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const dashboardFolder = await buildDashboard(createFolder())
  const { server, commit } = await serve(context, { parts: { dashboardFolder } })
  commit(3)
  const { page, faults } = await openPage(context, { browser, origin: server.url, ...options })
  await page.goto(`${server.url}/api/docs`)
  await page.locator('.doc-operation').first().waitFor()
  return { page, faults, url: server.url }
}

test('S2-002: /api/docs shows every route of the document, finds one by a word, and tries it', async (context) => {
  const { page, faults, url } = await openDocs(context)
  const document = Object(await (await fetch(`${url}/api/openapi.json`)).json())
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(Object(methods)).map((operation) => Object(operation).operationId),
  )
  const shown = await page.locator('.doc-operation').evaluateAll((all) => all.map(({ id }) => id))
  assert.deepEqual(shown.sort(), ids.sort())

  await page.getByLabel('Search').fill('newest first api/logs')
  await page.getByLabel('Key').fill(KEYS.game)
  await page.locator('#latestEvents summary').click()
  await page.locator('#latestEvents').getByLabel('limit').fill('2')
  await page.getByRole('button', { name: 'Send' }).click()
  const reply = page.locator('#latestEvents .doc-try [aria-live] pre')
  assert.match(String(await reply.textContent()), /"seqNo": 3/)
  const command = await page.locator('#latestEvents .doc-try > pre').textContent()
  assert.equal(command, `curl -H "Authorization: Bearer $KEY" '${url}/api/logs?limit=2'`)
  assert.deepEqual(faults, [])
})

for (const [name, viewport] of [
  ['a desktop', { width: 1280, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const) {
  test(`/api/docs has no serious fault for people on ${name}, in either language, and never scrolls sideways`, async (context) => {
    const { page, faults } = await openDocs(context, { viewport, locale: name === 'a phone' ? 'es-ES' : 'en-US', bypassCSP: true })
    await page.locator('#listEvents summary').click()
    await page.addScriptTag({ path: AXE })
    const violations = await page.evaluate(
      'axe.run().then(({ violations }) => violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id, nodes }) => [id, nodes.length, nodes[0].html]))',
    )
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/docs-${viewport.width}.png` })
    assert.deepEqual([violations, isWide, faults], [[], false, []])
    assert.equal(await page.locator('h1').textContent(), name === 'a phone' ? 'La API' : 'The API')
  })
}
