import assert from 'node:assert/strict'
import { test } from 'node:test'
import { METRICS } from '../../core/desks/watch/metric-table.ts'
import { bounded } from '../../core/desks/watch/metrics.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { startWatched } from './watched.ts'

type Sample = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy

/** Reads the text as Prometheus does (exposition format 0.0.4), and throws for what promtool complains of. */
function parsed(text: string): readonly Sample[] {
  assert.ok(text.endsWith('\n'))
  const types = new Map<string, string>()
  const helped = new Set<string>()
  const seen = new Set<string>()
  return text.split('\n').flatMap((line) => {
    const [, comment, metric = '', rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (comment) {
      assert.match(metric, NAME)
      if (comment === 'HELP') assert.ok(!helped.has(metric) && helped.add(metric), `${metric} is told of twice`)
      else assert.ok(!types.has(metric) && types.set(metric, rest ?? ''), `${metric} has two types`)
      return []
    }
    if (line === '') return []
    const [, name = '', labelText = '', value = ''] = LINE.exec(line) ?? assert.fail(`not a line of metrics: ${line}`)
    const labels = Object.fromEntries([...labelText.matchAll(LABEL)].map(([, label = '', said = '']) => [label, said]))
    const length = [...labelText.matchAll(LABEL)].reduce((sum, [all]) => sum + all.length, 0)
    assert.equal(length, labelText.length, `labels are not well formed: ${line}`)
    const family = [name, name.replace(/_(sum|count|bucket)$/, '')].find((each) => types.has(each))
    assert.ok(family, `${name} has no type`)
    if (types.get(family) === 'counter' && family.startsWith('showrunner')) assert.match(family, /_total$/)
    assert.ok(!seen.has(name + labelText), `${line} comes twice`)
    seen.add(name + labelText)
    assert.ok(/^nan$/i.test(value) || /^[+-]?Inf$/.test(value) || Number.isFinite(Number(value)), line)
    return [{ name, labels, value: Number(value) }]
  })
}

test('S0-195 S0-196 S0-197 S0-198 S0-199 S4-054: metrics tell size and limit, success by type, times, what was left out, and throughput', async (t) => {
  const folders = await createPluginFolders()
  const queue = { max: 4 }
  const subscriptions = [{ event: 'gift' }, { event: 'like', discardable: true }]
  await folders.write('lamp', {
    manifest: { queue, subscriptions, retry: { attempts: 1 } },
    files: {
      'plugin.ts': 'export default { on: { gift: ({ payload }) => { if (payload.giftName === "Bad") throw new Error("no") }, like() {} } }',
    },
  })
  const host = await startWatched(t, { pluginRoots: [folders.root] })
  const scrape = async () => parsed(await (await host.get('/metrics')).text())
  const measured = (all: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) =>
    all.find((each) => each.name === `showrunner_${name}` && Object.entries(labels).every(([label, said]) => each.labels[label] === said))
      ?.value
  for (const giftName of ['Rose', 'Rose', 'Bad']) {
    const sent = await host.send('POST', '/api/simulate/gift', { giftName, username: 'canary_zoe', displayName: 'Canary Zoé' })
    assert.equal(sent.status, 201)
  }
  await host.send('POST', '/api/lanes/lamp/pause', {})
  for (let n = 0; n < 9; n++) await host.send('POST', '/api/simulate/like', { username: `viewer${n}` })
  let all = await scrape()
  while (measured(all, 'deliveries_total', { plugin: 'lamp', outcome: 'dead' }) !== 1) all = await scrape()

  assert.deepEqual(
    {
      size: measured(all, 'lane_depth', { plugin: 'lamp' }),
      max: measured(all, 'lane_max', { plugin: 'lamp' }),
      gifts: measured(all, 'events_total', { type: 'gift' }),
      completed: measured(all, 'type_deliveries_total', { type: 'gift', outcome: 'completed' }),
      failed: measured(all, 'type_deliveries_total', { type: 'gift', outcome: 'failed' }),
      full: (measured(all, 'discards_total', { plugin: 'lamp' }) ?? 0) > 0,
      average: (measured(all, 'delivery_average_seconds') ?? 0) > 0,
      hour: Number.isInteger(measured(all, 'deliveries_this_hour')),
      today: Number.isInteger(measured(all, 'deliveries_today')),
      letters: measured(all, 'dead_letters'),
      runners: measured(all, 'runners_running'),
      rss: (all.find(({ name }) => name === 'showrunner_runner_rss_bytes')?.value ?? 0) > 1024 ** 2,
      lag: all.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds'),
    },
    {
      ...{ size: 4, max: 4, gifts: 3, completed: 2, failed: 1, full: true, average: true, hour: true, today: true, letters: 1, runners: 1 },
      ...{ rss: true, lag: true },
    },
  )
  const labels = JSON.stringify(all)
  assert.doesNotMatch(labels, /canary|viewer\d|Rose/i)
})

test('metrics are for who steers, and are named by one table', async (t) => {
  const host = await startWatched(t)
  const as = async (key: string) => (await fetch(`${host.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status
  const { admin, moderator, game, overlay } = host.keys
  assert.deepEqual(await Promise.all([admin, moderator, game, overlay].map(as)), [200, 200, 403, 403])
  assert.equal((await fetch(`${host.url}/metrics`)).status, 401)
  const names = METRICS.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  const { headers } = await host.get('/metrics')
  assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
})

test('a metric has a bounded number of series, however many things there are', () => {
  const many = Array.from({ length: 1000 }, (_, n) => ({ labels: { code: `c${n}` }, value: 1 }))
  const kept = bounded(many, 10)
  assert.deepEqual([kept.length, kept.at(-1)], [11, { labels: { code: 'other' }, value: 990 }])
})
