import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { PluginSettings, SubscriptionList } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, goTo, openDashboard, openRoom, type Room } from './room.ts'

const SETTINGS = {
  type: 'object',
  properties: {
    greeting: { type: 'string', title: 'Greeting', description: 'Said to who comes', maxLength: 20, default: 'Hello' },
    volume: { type: 'integer', minimum: 0, maximum: 10, default: 5 },
    isLoud: { type: 'boolean', default: false },
    voice: { enum: ['low', 'high'], default: 'low' },
    words: { type: 'array', items: { type: 'string' }, maxItems: 3, default: ['one'] },
    place: { type: 'object', properties: { x: { type: 'number' }, label: { type: 'string' } } },
    apiKey: { type: 'string', format: 'password' },
  },
  additionalProperties: false,
}

const SPEAKER = {
  manifest: {
    name: 'Speaker',
    description: 'Says things',
    subscriptions: [{ event: 'gift' }, { event: 'chat', discardable: true, priority: 20 }],
    permissions: { net: ['speech.example.com'] },
    actions: {
      say: {
        description: 'Says a text',
        input: {
          type: 'object',
          properties: { text: { type: 'string', minLength: 2 }, times: { type: 'integer', default: 1 } },
          required: ['text'],
        },
      },
    },
  },
  files: {
    'settings.schema.json': JSON.stringify(SETTINGS),
    'plugin.ts': `export default {
      on: { gift: (event, host) => { host.log.info('A gift came') }, chat: () => {} },
      actions: { say: ({ text, times }) => ({ said: Array(times).fill(text).join(' ') }) },
    }`,
  },
}

/** Fails for a gift that is called Bad, only says what it would do for one called Dry, and hears later how it went. */
const LAMP = {
  manifest: {
    name: 'Lamp',
    subscriptions: [{ event: 'gift' }, { event: 'follow' }],
  },
  files: {
    'plugin.ts': `import { PermanentError } from '#sdk/failures'
    import { createReceipts, receiptId } from '#sdk/receipts'
    let receipts
    export default {
      start(host) { receipts = createReceipts(host) },
      on: {
        gift: ({ payload: { giftName } }, host, delivery) =>
          receipts.track({ what: 'Light for ' + giftName, id: receiptId(delivery), dryRun: giftName === 'Dry' }, async () => {
            if (giftName === 'Bad') throw new PermanentError('The lamp has no such colour')
          }),
        follow: () => { receipts.tell(receipts.list()[0].id, 'finished', 'It glows') },
      },
    }`,
  },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, { speaker: SPEAKER, lamp: LAMP })
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('a plugin that waits says in plain words what it asks for, is approved as it was shown, and what it may can be taken back', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker' })
  await page.getByRole('listitem').getByText('reach speech.example.com over the network').waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.locator('article header').getByText('running').waitFor()
  await page.getByRole('link', { name: 'Powers' }).click()
  await page.getByText('Nothing since Showrunner started.').waitFor()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await page.locator('article header').getByText('waits for your approval').waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.locator('article header').getByText('running').waitFor()
  assert.deepEqual(faults, [])
})

test('S1-075: the events of a plugin are a table of type, on, priority, mode and discardable that is edited in place and goes back to the manifest', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker/subscriptions' })
  const chat = page.locator('tr[data-event=chat]')
  await chat.waitFor()
  assert.deepEqual(await page.locator('.plugins-events thead th').allTextContents(), ['Event', 'On', 'Priority', 'Mode', 'May be dropped'])
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'PUT'),
    chat
      .getByLabel('Chat: Priority')
      .fill('70')
      .then(() => chat.getByLabel('Chat: Priority').press('Enter')),
  ])
  await chat.getByText('changed').waitFor()
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'PUT'),
    chat.getByLabel('Chat: Mode').selectOption('async'),
  ])
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'PUT'),
    chat.getByLabel('Chat: May be dropped').uncheck(),
  ])
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'PUT'), chat.getByLabel('Chat: On').uncheck()])
  const { subscriptions } = await room.ask<SubscriptionList>('GET', '/api/plugins/speaker/subscriptions')
  const { event, enabled, priority, mode, discardable } = subscriptions.find((one) => one.event === 'chat') ?? {}
  assert.deepEqual([event, enabled, priority, mode, discardable], ['chat', false, 70, 'async', false])
  await page.getByRole('button', { name: 'Back to the manifest' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Back to the manifest' }).click()
  await chat.getByText('changed').waitFor({ state: 'detached' })
  assert.equal(await chat.getByLabel('Chat: Priority').inputValue(), '20')
  assert.deepEqual(faults, [])
})

test('a form is made of the JSON Schema of the settings: it says what is wrong at the field, never shows a secret, and keeps what is not saved', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker/settings' })
  await page.getByLabel('Volume').fill('99')
  await page.getByText('At most 10').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).isDisabled(), true)
  await page.getByLabel('Volume').fill('7')
  await page.getByLabel('Greeting').fill('Welcome')
  await page.getByLabel('Is loud').check()
  await page.getByLabel('Voice').selectOption('high')
  await page.getByRole('group', { name: 'Words' }).getByRole('button', { name: 'Add' }).click()
  await page.getByRole('textbox', { name: 'no. 2' }).fill('two')
  await page.getByRole('group', { name: 'Place' }).getByLabel('X').fill('1.5')
  await page.getByLabel('Api key').fill('s3cret-of-mine')

  await goTo(page, 'live')
  await page.getByRole('dialog').getByText('What you changed here is lost then.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByLabel('Greeting').inputValue(), 'Welcome')

  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Speaker has its new settings').waitFor()
  const { values } = await room.ask<PluginSettings>('GET', '/api/plugins/speaker/settings')
  assert.deepEqual(values, {
    greeting: 'Welcome',
    volume: 7,
    isLoud: true,
    voice: 'high',
    words: ['one', 'two'],
    place: { x: 1.5 },
    apiKey: { set: true },
  })
  assert.equal(await page.getByLabel('Api key').inputValue(), '')
  assert.equal((await page.content()).includes('s3cret-of-mine'), false)
  assert.deepEqual(faults, [])
})

test('settings can be tested before they are saved, and nothing is changed by that', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'plugins/speaker/settings' })
  await page.getByLabel('Greeting').fill('Tested')
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('These settings are fine. Nothing is saved yet.').waitFor()
  const { values } = await room.ask<PluginSettings>('GET', '/api/plugins/speaker/settings')
  assert.notEqual(values.greeting, 'Tested')
})

test('a plugin is stopped after a question, started again, and gets more threads', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker' })
  const state = page.locator('article header')
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  await state.getByText('off').waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await state.getByText('running').waitFor()
  await page.getByRole('button', { name: 'One thread more' }).click()
  await page.getByRole('status').or(page.locator('output')).getByText('2', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'One thread fewer' }).click()
  await page.locator('output').getByText('1', { exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('an action is tried with a form of its input; the host says at the field what is wrong, and what it answered', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker/actions' })
  await page.getByLabel('Text').fill('h')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.locator('.field', { hasText: 'Text' }).locator('.wrong').waitFor()
  await page.getByLabel('Text').fill('hey')
  await page.getByLabel('Times').fill('2')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByText('"said": "hey hey"').waitFor()
  assert.deepEqual(faults, [])
})

test('what a plugin says is followed, and can be narrowed by level and words', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker/logs' })
  await room.simulate('gift', { giftName: 'Rose' })
  await page.locator('.plugins-log').getByText('A gift came').first().waitFor()
  await page.getByLabel('Level').selectOption('error')
  await page.getByText('It has said nothing yet.').waitFor()
  assert.deepEqual(faults, [])
})

test('what became of what a plugin asked for is on its page, the newest first, as it happens and for who comes later; what failed leads to its dead letters', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'plugins/speaker' })
  const panel = page.getByRole('region', { name: 'Receipts' })
  const row = (what: string) => panel.locator('tr', { hasText: what })
  const told = async () =>
    (await panel.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [0, 1, 4].map((at) => row.cells[at].textContent)))).slice(0, 3)
  await page.getByRole('button', { name: 'Restart' }).waitFor()
  assert.equal(await panel.count(), 0)
  await goTo(page, 'plugins/lamp')
  await room.simulate('gift', { giftName: '<b>Lily</b>' })
  await row('<b>Lily</b>').getByText('done').waitFor()
  await room.simulate('follow')
  await row('<b>Lily</b>').getByText('finished').waitFor()
  await room.simulate('gift', { giftName: 'Dry' })
  await room.simulate('gift', { giftName: 'Bad' })
  await row('Bad').getByText('failed').waitFor()
  const all = [
    ['failed', 'Light for Bad', 'The lamp has no such colourDead letters'],
    ['dry run', 'Light for Dry', ''],
    ['finished', 'Light for <b>Lily</b>', 'It glows'],
  ]
  assert.deepEqual(await told(), all)
  await page.reload()
  await row('Bad').waitFor()
  assert.deepEqual(await told(), all)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual([colorScheme, await seriousFaults(page)], [colorScheme, []])
  }
  await page.setViewportSize({ width: 390, height: 844 })
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
  await panel.getByRole('link', { name: 'Dead letters' }).click()
  await page.getByText('The lamp has no such colour').first().waitFor()
  assert.equal(await page.getByLabel('Plugin').inputValue(), 'lamp')
  assert.deepEqual(faults, [])
})

test('S1-081: the admin sees events, services and queues, and what the queues did', async (t) => {
  await room.simulate('gift', { giftName: 'Galaxy', user: { displayName: 'Noor' } })
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions/log' })
  await page.locator('.sessions-day .event[data-type=gift]', { hasText: 'Galaxy' }).first().waitFor()
  await goTo(page, 'plugins')
  await page.getByRole('navigation', { name: 'Plugins' }).getByText('Speaker').waitFor()
  await goTo(page, 'lanes/alerts')
  await page.locator('main .figures dd').first().waitFor()
  assert.deepEqual(faults, [])
})

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`the plugins have no serious fault for who sees or points otherwise, and nothing is wider than a screen of ${width}`, async (t) => {
    const { page, faults } = await openDashboard(t, room, { browser, viewport: { width, height }, at: 'plugins/speaker' })
    for (const tab of ['overview', 'settings', 'subscriptions', 'powers', 'actions', 'logs']) {
      await goTo(page, `plugins/speaker/${tab}`)
      await page.locator('article .panel').first().waitFor()
      assert.deepEqual([tab, await seriousFaults(page)], [tab, []])
      assert.deepEqual([tab, await page.evaluate('document.documentElement.scrollWidth')], [tab, width])
    }
    assert.deepEqual(faults, [])
  })
}
