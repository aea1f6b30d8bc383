import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig } from '../../../core/plugins/config.ts'
import { readBase, readManifest } from '../../../core/plugins/manifest.ts'
import { createLaneBench } from '../../support/lane-bench.ts'
import { ROOT } from '../../support/root.ts'

const FOLDER = `${ROOT}plugins/dino-chrome`
const [manifest, preset, base] = await Promise.all([
  readManifest(FOLDER, '0.1.0'),
  readManifest(`${ROOT}scripts/presets/dinochrome`, '0.1.0'),
  readBase(`${ROOT}plugin.manifest.json`),
])
const { lane } = createConfig({ folder: FOLDER, manifest, base, chosen: {} })

/** The plugin's own lane, held, with what is given in it. */
async function heldWith(types: Parameters<ReturnType<typeof createLaneBench>['accept']>[0]) {
  const bench = createLaneBench()
  await bench.open({ ...lane, plugin: 'p' })
  bench.scheduler.hold('p', true)
  bench.accept(types)
  const discarded = () => bench.facts.flatMap((fact) => (fact.kind === 'discarded' ? [`${fact.seqNo} ${fact.reason}`] : []))
  return { ...bench, discarded }
}

const many = <T>(count: number, type: T): T[] => Array.from({ length: count }, () => type)

test('S1-049 S1-050 S1-052: its lane is that of DinoChrome: the same order of the same events, ten times as high, what may be dropped, one by one, and 50 in the queue', () => {
  const rowsOf = ({ subscriptions }: typeof manifest, scale: number) =>
    subscriptions.map(({ event, priority = 0, mode, discardable = false, enabled = true }) => ({
      ...{ event, priority: priority * scale, mode },
      ...{ discardable, enabled },
    }))
  assert.deepEqual(rowsOf(manifest, 1), rowsOf(preset, 10))
  assert.deepEqual(
    manifest.subscriptions.map(({ event, priority, discardable, enabled = true }) => `${event} ${priority} ${discardable} ${enabled}`),
    [
      ...['gift 100 false true', 'subscribe 90 false true', 'follow 80 false true', 'share 70 false true'],
      ...['chat 60 true true', 'like 30 true true', 'join 20 true false'],
    ],
  )
  assert.deepEqual([manifest.queue, manifest.subscriptions.every(({ mode }) => mode === 'sync')], [{ max: 50 }, true])
})

test('S1-053: in its lane the first of a priority goes first, one at a time', async () => {
  const bench = await heldWith(['like', 'chat', 'gift', 'chat', 'follow', 'gift', 'subscribe'])
  const order: number[] = []
  bench.scheduler.hold('p', false)
  while (bench.sent.length > 0) {
    order.push(...bench.sent.map(({ seqNo }) => seqNo))
    bench.answer()
    await bench.clock.advance(1)
  }
  assert.deepEqual(order, [3, 6, 7, 5, 2, 4, 1])
})

test('S1-054: a chat finds no room among fifty that are more urgent and says so; a gift always does', async () => {
  const bench = await heldWith([...many(50, 'follow' as const), 'chat', 'gift'])
  assert.deepEqual(bench.discarded(), ['51 full'])
})

test('S1-055: the like that makes room for a gift is found behind all that may not be dropped', async () => {
  const bench = await heldWith([...many(24, 'gift' as const), 'like', ...many(24, 'share' as const), 'like', 'gift', 'chat'])
  assert.deepEqual(bench.discarded(), ['25 full', '50 full'])
})
