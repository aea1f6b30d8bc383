import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '#sdk/test'
import type { Receipt } from '../../../core/kit/receipts.ts'
import { createFolder } from '../../support/folder.ts'
import { ROOT } from '../../support/root.ts'

async function start(t: TestContext, options: Parameters<typeof rehearse>[1]) {
  const plugin = await rehearse(`${ROOT}plugins/dino-chrome`, options)
  t.after(plugin.stop)
  return plugin
}

type Published = Awaited<ReturnType<Awaited<ReturnType<typeof start>>['send']>>['published']

/** What the receipts say after all of it. */
const receiptsIn = (published: Published) =>
  // What core/kit/receipts publishes.
  ((published.findLast(({ topic }) => topic === 'receipts')?.data ?? []) as readonly Receipt[]).toReversed()

test('a dry run says what each event would have the dinosaur do, and starts nothing', async (t) => {
  const plugin = await start(t, { settings: { dryRun: true } })
  const events = [
    ['gift', { coins: 5 }],
    ['gift', { coins: 100 }],
    ['chat', { message: 'look at it jump' }],
    ['chat', { message: '!Jump now' }],
    ['chat', { message: '!agacha' }],
    ['share', {}],
    ['subscribe', {}],
    ['like', {}],
    ['like', {}],
  ] as const
  const told: Awaited<ReturnType<typeof plugin.send>>[] = []
  for (const [index, [type, payload]] of events.entries()) told.push(await plugin.send(type, payload, { eventId: `event-${index}` }))
  const last = receiptsIn(told.flatMap(({ published }) => published))
  assert.deepEqual(
    last.map(({ what, dryRun }) => [what, dryRun]),
    ['Jump', 'Jump', 'Run faster', 'Jump', 'Duck', 'Duck', 'Run faster', 'Jump'].map((what) => [what, true]),
  )
  assert.deepEqual(
    told.flatMap(({ called }) => called.filter(({ method }) => method.startsWith('run.'))),
    [],
  )
})

test('where there is no Chromium it says so in a sentence, and does not try again', async (t) => {
  const plugin = await start(t, { settings: { browser: 'no-such-browser' }, grants: { run: ['no-such-browser'] } })
  const { error, published } = await plugin.send('gift')
  assert.match(error ?? '', /^Neither Chromium nor Chrome is on this computer; install one, and switch this plugin off and on/)
  assert.deepEqual(
    receiptsIn(published).map(({ state }) => state),
    ['failed'],
  )
  const { answer } = await plugin.act('status')
  assert.equal((answer as { state: string }).state, 'refused')
})

for (const [says, expected] of [
  ['Running as root without --no-sandbox is not supported. See https://crbug.com/638180.', /switch "sandbox" off/],
  ['Missing X server or $DISPLAY', /switch "headless" on/],
] as const) {
  test(`a Chromium that ends with "${says.slice(0, 24)}…" is explained by what is to be done`, async (t) => {
    const browser = join(createFolder(), 'chromium')
    await writeFile(browser, `#!/bin/sh\necho '[1:1:ERROR] ${says}' >&2\nexit 1\n`, { mode: 0o700 })
    const plugin = await start(t, { settings: { browser }, grants: { run: [browser] } })
    assert.match((await plugin.send('gift')).error ?? '', expected)
  })
}
