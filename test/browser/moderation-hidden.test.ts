import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, goTo, openDashboard, openRoom, type Room } from './room.ts'

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending)
  await room.ask('PUT', '/api/plugins/moderation/settings', { filters: { links: 'hold' } })
})
after(async () => {
  await browser.close()
  await ending.end()
})

const says = (name: string, message: string) =>
  room.simulate('chat', { message, user: { displayName: name, uniqueId: name.toLowerCase(), userId: `id-${name.toLowerCase()}` } })

test('a chat that is held waits at the top, and one key lets it through or leaves it hidden', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  const lines = page.getByRole('list', { name: 'Held and hidden' }).getByRole('listitem')
  const chosen = page.locator('.hidden-line[aria-current="true"]')
  await says('Nadia', 'mi web es ejemplo punto com')
  await chosen.filter({ hasText: 'ejemplo punto com' }).waitFor()
  await page.keyboard.press('a')
  await room.until((events) => events.some((event) => event.source === 'plugin' && event.eventType === 'chat'))
  await says('Omar', 'www.example.com')
  await chosen.filter({ hasText: 'www.example.com' }).waitFor()
  await page.keyboard.press('r')
  await page.getByText('What Omar said stays hidden').waitFor()
  await lines.filter({ hasText: 'www.example.com' }).filter({ hasText: 'rejected' }).waitFor()
  assert.deepEqual(faults, [])
})

test('what was hidden can be taken back, its viewer muted and a word blocked, without the mouse', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  const lines = page.getByRole('list', { name: 'Held and hidden' }).getByRole('listitem')
  const chosen = page.locator('.hidden-line[aria-current="true"]')
  await says('Pia', 'eres un <b>gilipollas</b>')
  await lines.first().filter({ hasText: '<b>gilipollas</b>' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await chosen.filter({ hasText: '<b>gilipollas</b>' }).waitFor()
  // What comes meanwhile stands above, and a key still means the line that was chosen.
  await says('Rui', 'that is bullsh1t')
  await lines.first().filter({ hasText: 'bullsh1t' }).waitFor()
  await chosen.filter({ hasText: 'gilipollas' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await chosen.filter({ hasText: 'bullsh1t' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await chosen.filter({ hasText: 'gilipollas' }).waitFor()
  await page.keyboard.press('m')
  await room.until((events) => events.some((event) => event.eventType === 'chatDeleted' && event.payload.userIds.includes('id-pia')))
  await page.keyboard.press('u')
  await room.until((events) =>
    events.some((event) => event.source === 'plugin' && event.eventType === 'chat' && event.user.uniqueId === 'pia'),
  )
  await page.keyboard.press('b')
  await page.getByLabel('Word to block').fill('melon')
  await page.keyboard.press('Enter')
  await page.getByText('Blocked', { exact: true }).waitFor()
  await says('Sam', 'me gusta el mel0n')
  await lines.filter({ hasText: 'mel0n' }).waitFor()
  assert.deepEqual([await seriousFaults(page), faults], [[], []])
})

test('who settles a line by its button goes on at the line that takes its place', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  for (const name of ['Adela', 'Bruno', 'Carla']) await says(name, `www.${name}.com`)
  const line = (name: string) => page.locator('.hidden-line', { hasText: `www.${name}.com` })
  await line('Carla').waitFor()
  // Heard one by one, they say whom they are for.
  await page.getByRole('button', { name: /^Reject\s*: Bruno/ }).waitFor()
  await line('Adela').getByRole('button', { name: 'Approve' }).press('Enter')
  await line('Adela').waitFor({ state: 'detached' })
  await line('Bruno').locator('button:focus', { hasText: 'Approve' }).press('Enter')
  await line('Carla').locator('button:focus').waitFor()
  assert.deepEqual(faults, [])
})

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

for (const [locale, reject, told] of [
  ['en-GB', 'Reject', 'The list has just moved'],
  ['es-MX', 'Rechazar', 'La lista se acaba de mover'],
] as const) {
  test(`a thumb that lands on a line that has just moved there does nothing, and says so (${locale})`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation', locale, ...PHONE })
    const line = (name: string) => page.locator('.hidden-line', { hasText: `www.${name}-${locale}.com` })
    for (const name of ['moved', 'aimed']) await says(name, `www.${name}-${locale}.com`)
    await line('aimed').waitFor()
    const at = Date.now() + 5000
    await page.clock.setFixedTime(at)
    const { value } = await room.ask<{ value: { id: string; text: string }[] }>('POST', '/api/actions/moderation.held', {})
    await room.ask('POST', '/api/actions/moderation.approve', { id: value.find(({ text }) => text.includes(`moved-${locale}`))?.id })
    await line('moved').waitFor({ state: 'detached' })
    const button = line('aimed').getByRole('button', { name: reject })
    await button.tap()
    await page.getByText(told).waitFor()
    const box = await button.boundingBox()
    assert.ok(box && box.height >= 44 && box.width >= 44, JSON.stringify(box))
    await page.clock.setFixedTime(at + 1000)
    await button.tap()
    await button.waitFor({ state: 'detached' })
    assert.deepEqual(faults, [])
  })
}

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`a click on a line that was not chosen does what its button says, ${width} wide`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation', viewport: { width, height } })
    const lines = page.locator('.hidden-line')
    const [first, second] = [`www.first-${width}.com`, `www.second-${width}.com`]
    await says('Tea', first)
    await says('Uma', second)
    await lines.filter({ hasText: first }).locator('.hidden-what').click()
    const line = lines.filter({ hasText: second })
    const approve = line.getByRole('button', { name: 'Approve' })
    await approve.hover()
    const before = [await line.boundingBox(), await approve.boundingBox()]
    await page.mouse.down()
    await page.locator('.hidden-line[aria-current="true"]', { hasText: second }).waitFor()
    assert.deepEqual([(await line.boundingBox())?.height, (await approve.boundingBox())?.x], [before[0]?.height, before[1]?.x])
    await page.mouse.up()
    await room.until((events) =>
      events.some((event) => event.source === 'plugin' && event.eventType === 'chat' && event.payload.message === second),
    )
    await lines.filter({ hasText: second }).waitFor({ state: 'detached' })
    assert.deepEqual(faults, [])
  })
}

test('what was rejected and who was muted stands below what waits, and is taken back there', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  const lines = page.getByRole('list', { name: 'Held and hidden' }).getByRole('listitem')
  const chosen = page.locator('.hidden-line[aria-current="true"]')
  await says('Yago', 'www.yago.com')
  const held = lines.filter({ hasText: 'www.yago.com' }).filter({ hasText: 'waits' })
  await held.getByRole('button', { name: 'Mute' }).click()
  const muted = lines.filter({ hasText: 'Yago' }).filter({ hasText: 'muted For this live' })
  await muted.waitFor()
  await held.getByRole('button', { name: 'Reject' }).click()
  const rejected = lines.filter({ hasText: 'www.yago.com' }).filter({ hasText: 'rejected' })
  await rejected.locator('.hidden-what').click()
  await chosen.filter({ hasText: 'www.yago.com' }).waitFor()
  await page.keyboard.press('u')
  await room.until((events) =>
    events.some((event) => event.source === 'plugin' && event.eventType === 'chat' && event.payload.message === 'www.yago.com'),
  )
  await rejected.waitFor({ state: 'detached' })
  await muted.getByRole('button', { name: 'Take back' }).click()
  await muted.waitFor({ state: 'detached' })
  const { value } = await room.ask<{ value: { userId: string }[] }>('POST', '/api/actions/moderation.muted', {})
  assert.deepEqual([value.some(({ userId }) => userId === 'id-yago'), faults], [false, []])
})

test('each hidden text has a line, and what is said again has its count', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  const lines = page.getByRole('list', { name: 'Held and hidden' }).getByRole('listitem').filter({ hasText: 'Zoe' })
  for (const message of ['puta uno', 'puta dos', 'puta dos']) await says('Zoe', message)
  await lines.filter({ hasText: 'puta dos' }).filter({ hasText: '× 2' }).waitFor()
  await lines.filter({ hasText: 'puta uno' }).getByRole('button', { name: 'Take back' }).click()
  await room.until((events) =>
    events.some((event) => event.source === 'plugin' && event.eventType === 'chat' && event.payload.message === 'puta uno'),
  )
  assert.deepEqual(faults, [])
})

test('who is muted is listed though the log says it no more', async (t) => {
  const mutes = [{ userId: 'id-old', until: 'forever' }]
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator' })
  await page.route('**/api/actions/moderation.muted', (route) => route.fulfill({ json: { value: mutes } }))
  await goTo(page, 'moderation')
  const line = page.locator('.hidden-line', { hasText: 'id-old' })
  await line.filter({ hasText: 'muted For ever' }).getByRole('button', { name: 'Take back' }).waitFor()
  assert.deepEqual([await line.count(), faults], [1, []])
})

test('when another moderator settles the line that is chosen, none is, and no key is for somebody else', async (t) => {
  const held = () => room.ask<{ value: { id: string; text: string }[] }>('POST', '/api/actions/moderation.held', {})
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  const chosen = page.locator('.hidden-line[aria-current="true"]')
  const line = (text: string) => page.locator('.hidden-line', { hasText: text })
  await says('Vito', 'www.vito.com')
  await says('Wera', 'www.wera.com')
  await line('www.wera.com').locator('.hidden-what').click()
  const id = (await held()).value.find(({ text }) => text === 'www.wera.com')?.id
  await room.ask('POST', '/api/actions/moderation.reject', { id })
  await line('www.wera.com').filter({ hasText: 'rejected' }).waitFor()
  assert.equal(await chosen.count(), 0)
  await page.keyboard.press('m')
  await line('www.vito.com').locator('.hidden-what').click()
  await page.keyboard.press('m')
  await page.getByText('Muted Vito for this live').waitFor()
  const { value } = await room.ask<{ value: { userId: string }[] }>('POST', '/api/actions/moderation.muted', {})
  assert.deepEqual(
    value.map(({ userId }) => userId).filter((userId) => userId !== 'id-pia'),
    ['id-vito'],
  )
  assert.deepEqual(faults, [])
})

for (const [locale, told] of [
  ['en-GB', 'Somebody else has decided this already'],
  ['es-MX', 'Otra persona ya lo decidió'],
] as const) {
  test(`of two moderators who decide the same, the slower one is told so in words (${locale})`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation', locale })
    const text = `www.both-${locale}.com`
    await says('Xenia', text)
    await page.locator('.hidden-line', { hasText: text }).locator('.hidden-what').click()
    await page.route('**/api/actions/moderation.approve', async (route) => {
      await room.ask('POST', '/api/actions/moderation.approve', route.request().postDataJSON())
      await route.continue()
    })
    await page.keyboard.press('a')
    await page.getByText(told, { exact: true }).waitFor()
    assert.deepEqual(faults, [])
  })
}

test('the page says so when nobody moderates', async (t) => {
  await room.ask('POST', '/api/plugins/moderation/disable')
  t.after(() => room.ask('POST', '/api/plugins/moderation/enable'))
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  await page.getByText('switched off, so nothing is hidden').waitFor()
  assert.deepEqual(faults, [])
})
