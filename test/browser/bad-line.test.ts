import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { createEnding, openDashboard, openRoom, type Room } from './room.ts'

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending)
})
after(async () => {
  await browser.close()
  await ending.end()
})

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

for (const [locale, told] of [
  ['en-GB', 'No events come in now'],
  ['es-MX', 'Ahora no llegan eventos'],
] as const) {
  test(`a line that died without a word is noticed, said and replaced, and the feed goes on where it was (${locale})`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', locale, ...PHONE })
    let isDead = false
    let isReachable = true
    await page.clock.install()
    await page.routeWebSocket(/\/ws$/, (line) => {
      if (!isReachable) return
      const host = line.connectToServer()
      const isMine = !isDead
      line.onMessage((text) => (isMine && isDead) || host.send(text))
      host.onMessage((text) => (isMine && isDead) || line.send(text))
    })
    await page.reload()
    await room.simulate('chat', { message: `before ${locale}` })
    await page.getByText(`before ${locale}`).waitFor()

    isDead = true
    isReachable = false
    await room.simulate('chat', { message: `meanwhile ${locale}` })
    for (const ms of [6000, 6000, 6000, 6000]) await page.clock.fastForward(ms)
    await page.getByRole('alert').filter({ hasText: told }).waitFor()

    isReachable = true
    for (const ms of [6000, 6000]) await page.clock.fastForward(ms)
    await page.getByText(`meanwhile ${locale}`).waitFor()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    assert.equal(await page.getByText(`meanwhile ${locale}`).count(), 1)
    assert.deepEqual(faults, [])
  })
}

for (const [locale, told] of [
  ['en-GB', 'Showrunner does not answer. Trying again.'],
  ['es-MX', 'Showrunner no responde. Se intenta de nuevo.'],
] as const) {
  test(`a page that is opened while nobody answers says so, and opens when somebody does (${locale})`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', locale, ...PHONE })
    await page.route('**/api/me', (route) => route.abort())
    await page.reload()
    await page.getByRole('alert').getByText(told).waitFor()
    await page.unroute('**/api/me')
    await page.locator('main#content').waitFor()
    assert.deepEqual(faults, [])
  })

  test(`what says that the line broke moves nothing under the thumb (${locale})`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', locale, at: 'moderation', ...PHONE })
    const heading = page.getByRole('heading', { level: 1 })
    const before = await heading.boundingBox()
    await page.context().setOffline(true)
    const banner = page.getByRole('alert').filter({ hasText: told })
    await banner.waitFor()
    assert.deepEqual(await heading.boundingBox(), before)
    await page.context().setOffline(false)
    await banner.waitFor({ state: 'detached' })
    assert.deepEqual(faults, [])
  })
}
