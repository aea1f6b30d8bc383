import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { ViewerCard } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, openDashboard, openRoom, type Room } from './room.ts'

const KEEPER = {
  manifest: {
    name: 'Keeper',
    actions: {
      mute: {
        description: 'Mutes somebody',
        input: { type: 'object', properties: { userId: { type: 'string' } }, required: ['userId'], additionalProperties: false },
      },
      warn: {
        description: 'Warns somebody',
        input: {
          type: 'object',
          properties: { userId: { type: 'string' }, why: { type: 'string' } },
          required: ['userId', 'why'],
          additionalProperties: false,
        },
      },
      skip: { description: 'Skips what is spoken' },
      other: { description: 'Has nothing to do with people', input: { type: 'object', properties: { size: { type: 'number' } } } },
    },
  },
  files: {
    'plugin.ts': `export default {
      on: { gift: () => {} },
      actions: {
        mute: ({ userId }, host) => { host.emit({ eventType: 'custom', payload: { name: 'muted ' + userId } }) },
        warn: ({ userId, why }, host) => { host.emit({ eventType: 'custom', payload: { name: 'warned ' + userId + ' ' + why } }) },
        skip: (_, host) => { host.emit({ eventType: 'custom', payload: { name: 'skipped' } }) },
        other: () => {},
      },
    }`,
  },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, { keeper: KEEPER })
})
after(async () => {
  await browser.close()
  await ending.end()
})

const says = (name: string, message: string) =>
  room.simulate('chat', { message, user: { displayName: name, uniqueId: name.toLowerCase(), userId: `id-${name.toLowerCase()}` } })

/** Resolves once a plugin emitted this. */
const emitted = (name: string) =>
  room.until((events) => events.some((event) => event.eventType === 'custom' && event.payload.name === name))

test('S3-009: a moderator reads the chat, opens a person by one press on the name, and notes something that only the team sees', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  await says('Luna', 'hello from Luna')
  await says('Kai', 'hello from Kai')
  await page.getByRole('button', { name: 'Luna', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Person' })
  await panel.getByText('@luna').waitFor()
  await panel.getByRole('list', { name: 'What they wrote and did' }).getByText('hello from Luna').waitFor()
  assert.equal(await panel.getByText('hello from Kai').count(), 0)
  await panel.getByLabel('New note').fill('Friendly, asks for the same song')
  await panel.getByRole('button', { name: 'Add', exact: true }).click()
  await panel.locator('.notes').getByText('Friendly').waitFor()
  const { notes } = await room.ask<ViewerCard>('GET', '/api/viewers/id-luna')
  assert.deepEqual(
    notes.map(({ text }) => text),
    ['Friendly, asks for the same song'],
  )
  assert.equal(await page.getByRole('heading', { name: 'Erase this person' }).count(), 0)
  assert.deepEqual(faults, [])
})

test('on a phone, a name that is pressed far down in the chat brings the person into sight, and the id can be copied without TLS', async (t) => {
  const { page, faults } = await openDashboard(t, room, {
    ...{ browser, role: 'moderator', at: 'moderation' },
    ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  })
  // As a browser has it at an address that is neither this machine nor under TLS.
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
  await says('Wanda', 'hello from afar')
  const name = page.getByRole('button', { name: 'Wanda', exact: true })
  await name.waitFor()
  await page.evaluate("document.querySelector('.moderation-feed').scrollIntoView()")
  await name.tap()
  const panel = page.getByRole('complementary', { name: 'Person' })
  await panel.getByText('@wanda').waitFor()
  const { y = -1 } = (await panel.boundingBox()) ?? {}
  assert.ok(y >= 0 && y < 200, `it stands at ${y}`)
  await page.locator('.moderation-person:focus').waitFor()
  await panel.getByRole('button', { name: 'Copy id' }).tap()
  await page.getByText('Copied', { exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('quick actions are what plugins do with a person: one press, or a form for what else has to be said', async (t) => {
  await says('Noor', 'hi')
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation/id-noor' })
  const actions = page.getByRole('region', { name: 'Quick actions' })
  await actions.getByRole('button', { name: 'Mutes somebody' }).click()
  await emitted('muted id-noor')
  await actions.getByText('Warns somebody').click()
  assert.equal(await actions.getByLabel('User id').inputValue(), 'id-noor')
  await actions.getByLabel('Why').fill('shouting')
  await actions.getByRole('button', { name: 'Run' }).click()
  await emitted('warned id-noor shouting')
  assert.equal(await actions.getByText('Has nothing to do with people').count(), 0)
  assert.deepEqual(faults, [])
})

test('one key skips what a plugin speaks, and does nothing while somebody writes', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation' })
  await page.getByRole('button', { name: /keeper.skip/ }).waitFor()
  await page.getByRole('searchbox').press('s')
  assert.equal(await page.getByRole('searchbox').inputValue(), 's')
  await page.getByRole('searchbox').blur()
  assert.equal(
    room.events.some((event) => event.eventType === 'custom' && event.payload.name === 'skipped'),
    false,
  )
  await page.keyboard.press('s')
  await emitted('skipped')
  assert.deepEqual(faults, [])
})

test('an admin sees what would be erased of a person before it is', async (t) => {
  await says('Gone', 'forget me')
  const { page, faults } = await openDashboard(t, room, { browser, at: 'moderation/id-gone' })
  const panel = page.getByRole('region', { name: 'Erase this person' })
  await panel.getByRole('button', { name: 'Look what there is' }).click()
  await panel.getByText('1 events of theirs').waitFor()
  await panel.getByRole('button', { name: 'Erase this person' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Erase this person' }).click()
  await page.getByText('Erased', { exact: true }).waitFor()
  await page.getByText('Choose a name to see who it is.').waitFor()
  assert.equal((await room.ask<{ viewers: unknown[] }>('GET', '/api/viewers?q=gone')).viewers.length, 0)
  assert.deepEqual(faults, [])
})

test('S3-062: moderation is two columns of 70 and 30, its feed is virtual and searched, and somebody of before is found by name', async (t) => {
  await says('Aiko', 'the needle')
  const { page, faults } = await openDashboard(t, room, { browser, at: 'moderation' })
  await Promise.all(Array.from({ length: 300 }, (_, index) => says('Bruno', `line ${index}`)))
  await page.getByRole('searchbox').fill('needle')
  await page.locator('.moderation-line', { hasText: 'the needle' }).waitFor()
  await page.locator('.moderation-line', { hasText: 'line 1' }).first().waitFor({ state: 'detached' })
  await page.getByRole('searchbox').fill('')
  await page.locator('.moderation-line').nth(5).waitFor()
  assert.ok((await page.locator('.moderation-line').count()) < 60)
  const [feed, person] = await Promise.all([
    page.locator('.moderation > .stack').boundingBox(),
    page.locator('.moderation-person').boundingBox(),
  ])
  assert.ok(feed && person)
  assert.ok(Math.abs(feed.width / (feed.width + person.width) - 0.7) < 0.03, `${feed.width} ${person.width}`)
  await page.getByLabel('Find a person').fill('aik')
  await page.getByRole('link', { name: 'Aiko' }).click()
  await page.getByRole('complementary').getByText('@aiko').first().waitFor()
  assert.deepEqual(faults, [])
})

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`moderation has no serious fault for who sees or points otherwise, and is never wider than ${width}, in Spanish and in light too`, async (t) => {
    await says('W'.repeat(100), 'w'.repeat(500))
    for (const [locale, colorScheme] of [
      ['en-GB', 'dark'],
      ['es-MX', 'light'],
    ] as const) {
      const at = `moderation/id-${'w'.repeat(100)}`
      const { page, faults } = await openDashboard(t, room, { browser, viewport: { width, height }, locale, colorScheme, at })
      await page.locator('.moderation-history li').first().waitFor()
      assert.deepEqual(await seriousFaults(page), [])
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
      assert.deepEqual(faults, [])
    }
  })
}

test('what stands on the stage is taken off it with one press beside the message, on a phone too, and says so', async (t) => {
  const { page } = await openDashboard(t, room, { browser, role: 'moderator', at: 'moderation', viewport: { width: 390, height: 844 } })
  const { event } = await says('Vera', 'what a spoiler')
  const line = page.locator('.moderation-line', { hasText: 'what a spoiler' })
  await line.getByRole('button', { name: /^Hide/ }).click()
  await line.getByText('hidden', { exact: true }).waitFor()
  await room.until((events) =>
    events.some(({ eventType, payload }) => eventType === 'chatDeleted' && Object(payload).messageIds.includes(Object(event).eventId)),
  )
  assert.equal(await line.getByRole('button', { name: /^Hide/ }).count(), 0)
  // What is about a message is not asked for by its id beside a person.
  await line.getByRole('button', { name: 'Vera', exact: true }).click()
  await page.getByText('Mutes somebody').waitFor()
  assert.equal(await page.getByText('Takes a chat off every page').count(), 0)
})
