import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import { createGame } from '../../stand-ins/crowd-control/game.ts'
import { createEnding } from '../../support/ending.ts'
import { fixture } from '../../support/recording-host.ts'
import { ROOT } from '../../support/root.ts'

type Receipt = { readonly what: string; readonly state: string; readonly detail?: string; readonly dryRun?: true }

const ending = createEnding()
after(ending.end)
const game = await createGame({ password: 'SECRET' })
ending.after(game.stop)
const rules = [
  { event: 'gift', code: 'spawn_chicken', perGift: true, parameters: '["red"]' },
  { event: 'gift', code: 'boss' },
  { event: 'follow', code: 'spawn_chicken', parameters: '{' },
]
const settings = { way: 'client', address: `127.0.0.1:${game.port()}`, password: 'SECRET', rules }
const plugin = await rehearse(`${ROOT}plugins/crowd-control`, {
  settings,
  clock: 'real',
  actions: { 'moderation.check': (input) => ({ ok: !JSON.stringify(input).includes('slur') }) },
})
ending.after(plugin.stop)
await game.until(() => game.texts.length > 0)

const receiptsOf = (published: readonly { readonly topic: string; readonly data: unknown }[]) =>
  (published.findLast(({ topic }) => topic === 'receipts')?.data ?? []) as readonly Receipt[]

test('crowd-control: it goes to a game that listens and wants a password; of two effects the one that failed is tried again', async () => {
  const first = await plugin.send('gift', { giftCount: 3 })
  assert.match(first.error ?? '', /RetryError: The game cannot do it now: In a menu/)
  const second = await plugin.send('gift', { giftCount: 3 })
  assert.equal(second.error, undefined)
  assert.deepEqual(
    [game.problems, game.requests.map(({ code, quantity, parameters }) => [code, quantity, parameters])],
    [
      [],
      [
        ['spawn_chicken', 3, ['red']],
        ['boss', undefined, undefined],
        ['boss', undefined, undefined],
      ],
    ],
  )
})

test('crowd-control: a game is told no name that moderation hides, and has its effect', async () => {
  const before = game.requests.length
  const { user } = await fixture('gift')
  await plugin.send('gift', {}, { user: { ...user, displayName: 'a slur!', safeName: 'a slur' }, eventId: 'tiktok:1:slur' })
  const [chicken] = game.requests.slice(before)
  assert.deepEqual(
    [chicken?.code, chicken?.viewer, chicken?.viewers?.map(({ id, name }) => [id, name])],
    ['spawn_chicken', '***', [[user?.userId, '***']]],
  )
})

test('crowd-control: a rule whose parameters are no JSON says so, and nothing is sent', async () => {
  const before = game.requests.length
  const { error, published } = await plugin.send('follow')
  assert.match(error ?? '', /PermanentError: The parameters of the rule for spawn_chicken are not JSON/)
  assert.deepEqual([receiptsOf(published)[0]?.state, game.requests.length], ['failed', before])
})

test('crowd-control: a game that goes away is found again', async () => {
  const before = game.texts.length
  game.hangUp()
  await game.until(() => game.texts.length > before)
  const { error } = await plugin.act('effect', { code: 'in_words' })
  assert.equal(error, undefined)
})
