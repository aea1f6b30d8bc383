import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { listening, openPage } from './doors.ts'

let browser: Browser
let host: Awaited<ReturnType<typeof startHost>>
const ends: (() => unknown)[] = []

before(async () => {
  browser = await openBrowser()
  host = await startHost({ after: (end) => void ends.push(end as () => unknown) }, { dataDir: createFolder(), only: ['goals', 'tip-menu'] })
  await ask('POST', '/api/sessions', { platform: 'other' })
})
after(async () => {
  await browser.close()
  for (const end of ends) await end()
})

const ask = async (method: string, path: string, body?: unknown) => (await host.ask(method, path, body)).body

async function open(t: TestContext, address: string, options: BrowserContextOptions = {}) {
  const { page, faults } = await openPage(t, { browser, origin: host.url, ...options })
  const ready = address.includes('preview') ? undefined : listening(page)
  await page.goto(`${host.url}/overlay/${address}#key=${host.keys.overlay}`)
  await ready
  return { page, faults }
}

/** Timers and frames that a page asks for from now on; to be called before it is opened. */
async function countWork(page: Page) {
  await page.addInitScript(`
    window.work = 0
    for (const name of ['requestAnimationFrame', 'setTimeout', 'setInterval']) {
      const own = window[name]
      window[name] = (...given) => { window.work += 1; return own(...given) }
    }`)
  return () => page.evaluate('window.work')
}

/** How far a bar is, from 0 to 1, once it has come to rest. */
async function filled(page: Page, title: string) {
  const bar = page.locator('.goal', { hasText: title })
  await bar
    .locator('.fill')
    .evaluate((fill) => Promise.all(fill.getAnimations().map((animation: { finished: unknown }) => animation.finished)))
  const [fill, track] = [await bar.locator('.fill').boundingBox(), await bar.locator('.track').boundingBox()]
  return fill && track ? (fill.x + fill.width - track.x) / track.width : undefined
}

const panic = () => ask('POST', '/api/panic', {})

test('a bar fills up with tips and stands there for a page that comes late', async (t) => {
  const { id } = await ask('POST', '/api/goals', { title: 'Lights', targetCents: 2000, currency: 'EUR' })
  t.after(() => ask('DELETE', `/api/goals/${id}`))
  const { page, faults } = await open(t, 'goals/goals')
  await ask('POST', '/api/tips', { amountCents: 500, currency: 'EUR' })
  await page.getByText('25%', { exact: true }).waitFor()
  assert.equal(await page.locator('.figures').textContent(), '€5 / €20')
  assert.equal(await filled(page, 'Lights'), 0.25)
  const { page: late } = await open(t, 'goals/goals')
  await late.getByText('25%', { exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('what is reached is celebrated once, by pages that are there, and is green for the others', async (t) => {
  const { id } = await ask('POST', '/api/goals', { title: 'Hat', kind: 'coins', target: 10 })
  t.after(() => ask('DELETE', `/api/goals/${id}`))
  const { page } = await open(t, 'goals/goals')
  await page.locator('.goal', { hasText: 'Hat' }).waitFor()
  const burst = page.locator('.burst').waitFor({ state: 'attached' })
  await ask('PATCH', `/api/goals/${id}`, { current: 12 })
  await burst
  await page.getByText('Reached!', { exact: true }).waitFor()
  // Gone by itself, and with it all that it cost.
  await page.locator('.burst').waitFor({ state: 'detached' })
  assert.equal(await filled(page, 'Hat'), 1)
  const { page: late } = await open(t, 'goals/goals')
  await late.getByText('Reached!', { exact: true }).waitFor()
  assert.deepEqual([await late.locator('.burst').count(), await late.locator('.celebrating').count()], [0, 0])
})

test('with less motion nothing flies and nothing glides', async (t) => {
  const { id } = await ask('POST', '/api/goals', { title: 'Hat', kind: 'coins', target: 10 })
  t.after(() => ask('DELETE', `/api/goals/${id}`))
  const { page } = await open(t, 'goals/goals', { reducedMotion: 'reduce' })
  await page.locator('.goal').waitFor()
  await ask('PATCH', `/api/goals/${id}`, { current: 12 })
  await page.getByText('Reached!', { exact: true }).waitFor()
  assert.equal(await page.locator('.burst').count(), 0)
  assert.equal(await page.evaluate('document.getAnimations().filter(({ transitionProperty }) => transitionProperty).length'), 0)
})

test('T52: titles are text, whatever they hold, and 120 signs from right to left break no line', async (t) => {
  const titles = ['<img src=x onerror=report(1)><b>bold</b>', 'ليلى '.repeat(24).slice(0, 120), '👗'.repeat(60)]
  const made: unknown[] = []
  for (const title of titles) made.push((await ask('POST', '/api/goals', { title, kind: 'coins', target: 1_234_567 })).id)
  t.after(async () => {
    for (const id of made) await ask('DELETE', `/api/goals/${id}`)
  })
  const { page, faults } = await open(t, 'goals/goals', { viewport: { width: 400, height: 600 } })
  await page.locator('.goal').nth(2).waitFor()
  assert.deepEqual(await page.locator('.title').allTextContents(), titles)
  assert.equal(await page.locator('#stage img, #stage b b').count(), 0)
  const boxes = await page
    .locator('.goal')
    .evaluateAll((goals) => goals.map((goal) => [goal.scrollWidth <= goal.clientWidth, goal.clientHeight]))
  assert.deepEqual(new Set(boxes.map(([fits]) => fits)), new Set([true]))
  assert.equal(new Set(boxes.map(([, height]) => height)).size, 1)
  assert.deepEqual(faults, [])
})

test('pages of goals and menu do nothing while nothing happens, and a panic empties them', async (t) => {
  const { id } = await ask('POST', '/api/goals', { title: 'Hat', kind: 'coins', target: 10 })
  const { id: item } = await ask('POST', '/api/menu', { title: 'Sing', price: 5 })
  t.after(async () => {
    await ask('DELETE', `/api/goals/${id}`)
    await ask('DELETE', `/api/menu/${item}`)
  })
  for (const [address, thing] of [
    ['goals/goals', '.goal'],
    ['tip-menu/menu', '.row'],
  ] as const) {
    const { page } = await openPage(t, { browser, origin: host.url })
    const worked = await countWork(page)
    const ready = listening(page)
    await page.goto(`${host.url}/overlay/${address}#key=${host.keys.overlay}`)
    await ready
    await page.locator(thing).waitFor()
    await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))')
    // The pings of the line, one interval, and nothing else.
    assert.equal(await worked(), 1, address)
    await panic()
    await page.locator(thing).waitFor({ state: 'detached' })
    await ask('DELETE', '/api/panic')
  }
})

test('the menu shows what is on, page by page, and what is ordered is lit with who did', async (t) => {
  const made: unknown[] = []
  for (let number = 1; number <= 6; number += 1)
    made.push(
      (await ask('POST', '/api/menu', { title: `Thing ${number}`, price: number * 1000, on: number !== 2, category: 'performance' })).id,
    )
  made.push((await ask('POST', '/api/menu', { title: 'Dear', priceCents: 999_950, currency: 'EUR' })).id)
  t.after(async () => {
    for (const id of made) await ask('DELETE', `/api/menu/${id}`)
  })
  const { page, faults } = await open(t, 'tip-menu/menu')
  await page.locator('.row').nth(4).waitFor()
  assert.deepEqual(await page.locator('.name').allTextContents(), ['Thing 1', 'Thing 3', 'Thing 4', 'Thing 5', 'Thing 6'])
  assert.equal(await page.locator('.price').first().textContent(), '1,000 coins')
  assert.equal(await page.locator('.dot').count(), 2)
  // Ordered from the second page, which is turned to.
  await ask('POST', '/api/tips', { amountCents: 999_950, currency: 'EUR', tipperName: '<i>ليلى</i>' })
  await page.locator('.row.lit').waitFor()
  assert.deepEqual(await page.locator('.row.lit').locator('.name, .who').allTextContents(), ['Dear', '<i>ليلى</i>'])
  assert.deepEqual(faults, [])
})

test('both pages play samples in any browser, in Spanish too', async (t) => {
  const { page: goals } = await open(t, 'goals/goals?preview&lang=es')
  await goals.getByText('Un vestido nuevo 👗').waitFor()
  const { page: menu } = await open(t, 'tip-menu/menu?preview&lang=es&theme=paper')
  await menu.getByText('Menú de propinas').waitFor()
  assert.equal(await menu.locator('html').getAttribute('data-theme'), 'paper')
})
