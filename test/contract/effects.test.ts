import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execa } from 'execa'
import type { CrashPoint } from '../../core/base/crash-point.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'

/** Answers every gift with two events of its own. */
const ECHO = {
  'plugin.manifest.json': JSON.stringify({ id: 'echo', name: 'Echo', version: '1.0.0', subscriptions: [{ event: 'gift' }] }),
  'plugin.ts': `export default { on: { gift(event, host, { idempotencyKey }) {
    for (const n of [1, 2]) host.emit({ eventType: 'custom', payload: { name: 'echo', data: { of: event.seqNo, n, idempotencyKey } } })
  } } }`,
}

const MORE: readonly (readonly [CrashPoint, nth: number])[] = [
  ['return.received', 2],
  ['ack.noted', 2],
  ['progress.taken', 15],
  ['ack.written', 15],
  ['commit.begin', 15],
  ['commit.told', 15],
]

/** Between a handler's return and the durable end of its delivery, and when; those of every commit come at the start already. */
const POINTS: readonly (readonly [CrashPoint, nth: number])[] = [
  ['effect.before', 2],
  ['effect.after', 2],
  ...(process.env.SHOWRUNNER_LONG === '1' ? MORE : []),
]

/** A real core on a data folder; answers once it listens. */
async function startCore(t: TestContext, folder: string, crashAt?: string) {
  const data = join(folder, 'data')
  const options = ['start', '--no-demo', '--quiet', '--json', '--port', '0', '--data', data, '--plugins', join(folder, 'plugins')]
  const core = execa(process.execPath, coreCommand(...options), {
    cwd: folder,
    reject: false,
    ...(crashAt !== undefined && { env: { SHOWRUNNER_CRASH_AT: crashAt } }),
  })
  t.after(() => core.kill('SIGKILL'))
  const isUp = new Promise<void>((resolve) => core.stdout.on('data', (chunk) => String(chunk).includes('"links"') && resolve()))
  await Promise.race([isUp, core.then(({ stderr }) => assert.fail(`The core ended before it was up: ${stderr}`))])
  const { admin } = JSON.parse(await readFile(join(data, 'keys.json'), 'utf8')) as { admin: string }
  const running = await askedUntil(
    () => readFile(join(data, 'running.json'), 'utf8').catch(() => ''),
    (text) => text.includes(`"pid":${core.pid}`),
  )
  const { url } = JSON.parse(running) as { url: string }
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' }
  return {
    core,
    gift: () => fetch(`${url}/api/simulate/gift`, { method: 'POST', headers, body: '{}' }).catch(() => undefined),
    async events() {
      const answer = await fetch(`${url}/api/logs?limit=1000`, { headers })
      return ((await answer.json()) as { events: readonly UnifiedEvent[] }).events.toReversed()
    },
  }
}

const customs = (events: readonly UnifiedEvent[]) => events.flatMap((event) => (event.eventType === 'custom' ? [event] : []))

for (const [point, nth] of POINTS) {
  test(`L9: what a delivery emitted is there once and whole, though the core was killed at ${point}`, async (t) => {
    const folder = createFolder()
    await mkdir(join(folder, 'plugins/echo'), { recursive: true })
    for (const [name, text] of Object.entries(ECHO)) await writeFile(join(folder, 'plugins/echo', name), text)

    const first = await startCore(t, folder, `${point}:${nth}`)
    // Sends until the point is reached so often.
    let isOver = false
    const ended = first.core.then((result) => {
      isOver = true
      return result
    })
    while (!isOver && (await first.gift())?.ok);
    assert.equal((await ended).signal, 'SIGKILL')

    const second = await startCore(t, folder)
    const giftsOf = (events: readonly UnifiedEvent[]) => events.filter(({ eventType }) => eventType === 'gift')
    const events = await askedUntil(second.events, (found) => customs(found).length >= 2 * giftsOf(found).length)
    const gifts = giftsOf(events)
    assert.ok(gifts.length > 0)
    assert.deepEqual(
      customs(events)
        .map(({ eventId }) => eventId)
        .sort(),
      gifts.flatMap(({ seqNo }) => [0, 1].map((n) => `plugin:echo:${seqNo}:${n}`)).sort(),
    )
    assert.deepEqual(
      customs(events)
        .map(({ payload }) => (payload.data as { idempotencyKey: string }).idempotencyKey)
        .sort(),
      gifts.flatMap(({ eventId }) => [`${eventId}:echo`, `${eventId}:echo`]).sort(),
    )
    t.diagnostic(`figure: ${customs(events).length} of ${2 * gifts.length} emitted events after a kill at ${point}, none twice`)
  })
}

test('L8: a plugin that is installed later sees only what came later, also after a restart', async (t) => {
  const operated = await createOperated(t)
  const first = await operated.start()
  const before = await first.ask('POST', '/api/simulate/gift', {})
  await operated.drop('late', {
    files: { 'plugin.ts': 'export default { on: { gift: (event, host) => host.kv.sum("seen", event.seqNo) } }' },
  })
  await first.heard(/late/)
  await askedUntil(
    () => first.show('late'),
    ({ state }) => state === 'running',
  )
  const after = await first.ask('POST', '/api/simulate/gift', {})
  await askedUntil(
    async () => first.status().lanes as { plugin: string; completed: number }[],
    (lanes) => lanes.some(({ plugin, completed }) => plugin === 'late' && completed === 1),
  )
  await first.stop()

  const second = await operated.start()
  const socket = await openSocket(t, second.url, { key: second.keys.admin, subscribe: { topics: ['*'] } })
  await operated.edit(
    'late',
    'plugin.ts',
    'export default { on: { gift: async (event, host) => host.publish("all", await host.kv.sum("seen", event.seqNo)) } }',
  )
  await second.heard(/late was reloaded/)
  const last = await second.ask('POST', '/api/simulate/gift', {})
  await socket.until(() => socket.messages.some(({ topic }) => topic === 'all'))
  const seqNoOf = ({ body }: { body: Record<string, unknown> }) => (body.event as UnifiedEvent).seqNo
  assert.ok(seqNoOf(before) < seqNoOf(after))
  assert.deepEqual(
    socket.messages.flatMap(({ topic, data }) => (topic === 'all' ? [data] : [])),
    [seqNoOf(after) + seqNoOf(last)],
  )
})
