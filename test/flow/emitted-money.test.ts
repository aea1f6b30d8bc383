import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PluginView, TipPage } from '../../schemas/types.ts'
import { user } from '../money/live-host.ts'
import { askedUntil } from '../support/asked.ts'
import { startHost } from '../support/host.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const TIP = `{ eventType: 'tip', value: { amountCents: 1337, currency: 'EUR' }, payload: { tipperName: 'Ghost', method: 'manual' } }`

/** A host with one plugin that hears gifts, and what is asked of its API. */
async function hostWith(t: Parameters<typeof startHost>[0], code: string, manifest: Record<string, unknown> = {}) {
  const { root, write } = await createPluginFolders()
  await write('payer', { manifest, files: { 'plugin.ts': code } })
  const host = await startHost(t, { pluginRoots: [root] })
  const door = host.door()
  door.openSession({ streamId: 'tiktok:lumen', roomId: '1', source: 'live' })
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: 1, coins: 1, diamondCount: 1, giftType: 1 } as const
  const view = async () => (await host.ask('GET', '/api/plugins/payer')).body as PluginView
  const tips = async () => (await host.ask('GET', '/api/tips')).body.tips as TipPage['tips']
  return { ...host, view, tips, gift: () => door.ingest([{ eventType: 'gift', user: user('7'), payload }]) }
}

test('a plugin that slips a tip past its own realm makes no money: the rest of what it emitted is accepted, and its delivery succeeds', async (t) => {
  const host = await hostWith(
    t,
    `export default { on: { gift(_, host) {
      host.emit({ eventType: 'custom', payload: { name: 'before' }, toJSON: () => (${TIP}) })
      host.emit({ eventType: 'custom', payload: { name: 'after' } })
    } } }`,
  )
  await host.gift()
  await askedUntil(
    async () => host.lanes()[0]?.completed,
    (completed) => completed === 1,
  )
  const { usage } = await host.view()
  assert.deepEqual(
    [
      host.events.flatMap(({ source, payload }) => (source === 'plugin' ? [payload] : [])),
      await host.tips(),
      usage.map(({ power, what, count, denied }) => [power, what, count, denied]),
    ],
    [[{ name: 'after' }], [], [['emit', 'tip', 0, 1]]],
  )
})

test('a tip of a plugin counts once its operator has approved that it makes tips, and is listed as one of a plugin', async (t) => {
  const host = await hostWith(t, `export default { on: { gift: (_, host) => host.emit(${TIP}) } }`, { permissions: { emit: ['tip'] } })
  const { state, detail, ask } = await host.view()
  assert.deepEqual([state, ask?.permissions], ['waiting-for-grant', { emit: ['tip'] }])
  assert.match(detail ?? '', /^It asks to make tip events that count like real ones; /)
  await host.ask('POST', '/api/plugins/payer/approve', { hash: ask?.hash })
  await host.gift()
  await host.until((events) => events.some(({ eventType }) => eventType === 'tip'))
  const [{ power, what, count } = {}] = (await host.view()).usage
  assert.deepEqual(
    [(await host.tips()).map(({ source, amountCents }) => [source, amountCents]), power, what, count],
    [[['plugin', 1337]], 'emit', 'tip', 1],
  )
})

test('a plugin does not pass for the host: a custom event by one of its names is refused, however it is written, and the rest is accepted', async (t) => {
  const names = [
    'streaming.session.ended',
    'streaming.tip.received',
    'streaming.tip\u0000.received',
    'tiktok.paused',
    'streaming.goal.completed',
    'payer.tiktok.x',
  ]
  const host = await hostWith(
    t,
    `export default { on: { gift(_, host) { for (const name of ${JSON.stringify(names)}) host.emit({ eventType: 'custom', payload: { name } }) } } }`,
  )
  await host.gift()
  await host.until((events) => events.some(({ payload }) => 'name' in payload && payload.name === 'payer.tiktok.x'))
  assert.deepEqual(
    host.events.flatMap(({ source, payload }) => (source === 'plugin' && 'name' in payload ? [payload.name] : [])),
    ['streaming.goal.completed', 'payer.tiktok.x'],
  )
})
