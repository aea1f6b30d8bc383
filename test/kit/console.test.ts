import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createConsole } from '../../core/kit/console.ts'
import { PermanentError, RetryError } from '../../core/kit/failures.ts'
import type { Receipt } from '../../core/kit/receipts.ts'
import { fixtureOf } from '../../core/rehearsal/events.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'

type Options = Partial<Parameters<typeof createConsole>[0]>

function open(options: Options) {
  const commands: string[] = []
  let receipts: readonly Receipt[] = []
  const desk = createConsole({
    host: {
      publish(_, data) {
        // What core/kit/receipts publishes.
        receipts = data as readonly Receipt[]
      },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      actions: { call: async (_, input) => ({ ok: !JSON.stringify(input).includes('slur') }) },
    },
    rules: [{ event: 'gift', command: 'one' }],
    write: (template) => template,
    run: async (command) => commands.push(command),
    ...{ perSecond: 50, repeatsMax: 10, attempts: 4, dryRun: false },
    ...options,
  })
  const send = (event: UnifiedEvent, attempt = 1, signal = new AbortController().signal) =>
    desk.onEvent(event, { attempt, redelivered: attempt > 1, idempotencyKey: event.eventId, signal })
  const told = () => receipts.map(({ what, state, detail }) => [what, state, ...(detail ? [detail] : [])])
  return { commands, send, told }
}

test('the console of a game is told no name that moderation hides, and all that was given', async () => {
  const { commands, send } = open({
    rules: [{ event: 'gift', command: 'say {user}: {gift}' }],
    write: (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name])),
  })
  const gift = await fixtureOf('gift', { giftName: 'Rose' })
  await send({ ...gift, user: { ...gift.user, safeName: 'a slur' } } as UnifiedEvent)
  assert.deepEqual(commands, ['say ***: Rose'])
})

test('another try of an event goes on where the one before ended', async () => {
  const commands: string[] = []
  let left = 3
  const { send, told } = open({
    rules: [
      { event: 'gift', command: 'first' },
      { event: 'gift', command: 'each', each: true },
      { event: 'gift', command: 'last' },
    ],
    perSecond: 1000,
    async run(command) {
      if (left-- === 0) throw new RetryError('The server hung up')
      commands.push(command)
    },
  })
  const gift = await fixtureOf('gift', { giftCount: 4 })
  await assert.rejects(send(gift), { name: 'RetryError' })
  assert.deepEqual(told(), [
    ['each (4 times)', 'retry', 'The server hung up'],
    ['first', 'ok'],
  ])
  await send(gift, 2)
  assert.deepEqual(commands, ['first', 'each', 'each', 'each', 'each', 'last'])
})

test('a rule that can never be followed does not keep the others from it', async () => {
  const { commands, send, told } = open({
    rules: ['bad', 'good'].map((command) => ({ event: 'gift', command })),
    perSecond: 1000,
    write(template) {
      if (template === 'bad') throw new PermanentError('It has a flaw')
      return template
    },
  })
  await assert.rejects(send(await fixtureOf('gift')), { permanent: true, message: 'It has a flaw' })
  assert.deepEqual(
    [commands, told()],
    [
      ['good'],
      [
        ['good', 'ok'],
        ['bad', 'failed', 'It has a flaw'],
      ],
    ],
  )
})

test('a dry run runs nothing, and tells what it would run as the rule says it', async () => {
  const { commands, send, told } = open({ rules: [{ event: 'gift', command: 'say {user}', each: true }], dryRun: true })
  await send(await fixtureOf('gift', { giftCount: 4 }))
  assert.deepEqual([commands, told()], [[], [['say {user} (4 times)', 'ok']]])
})

test('commands are paced, and one whose turn does not come in time can be tried again', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { commands, send } = open({ rules: [{ event: 'gift', command: 'go', each: true }], perSecond: 2, now: () => Date.now() })
  const ending = new AbortController()
  const sent = assert.rejects(send(await fixtureOf('gift', { giftCount: 5 }), 1, ending.signal), {
    name: 'RetryError',
    message: /not the turn/,
  })
  const seen: number[] = []
  for (const _ of [0, 500, 1000]) {
    await settled()
    seen.push(commands.length)
    t.mock.timers.tick(500)
  }
  await settled()
  ending.abort()
  await sent
  assert.deepEqual([seen, commands.length], [[1, 2, 3], 4])
})

/** Everything that waits for nothing but other promises is done. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a clock that is set back between two commands holds up none', async (t) => {
  let wall = Date.now()
  t.mock.method(Date, 'now', () => wall)
  const { send, commands } = open({ perSecond: 1000 })
  await send(await fixtureOf('gift', {}, { eventId: 'gift:1' }))
  wall -= 3_600_000
  await send(await fixtureOf('gift', {}, { eventId: 'gift:2' }), 1, AbortSignal.timeout(2000))
  assert.deepEqual(commands, ['one', 'one'])
})
