import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { fixtureOf } from '../../core/rehearsal/events.ts'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { runRehearsal } from '../../core/rehearsal/run.ts'
import { coreCommand } from '../support/core-command.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { ROOT } from '../support/root.ts'

const CODE = `
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
let last = 0
export default {
  start(host) {
    let ticks = 0
    setInterval(() => host.publish('tick', ++ticks), 60_000)
  },
  on: {
    gift(_, host) {
      host.publish('since', last && Date.now() - last)
      last = Date.now()
    },
    chat: () => sleep(600_000),
    like: () => sleep(600_001),
  },
}`

async function createPlugin(events: readonly string[], code = CODE): Promise<string> {
  const folders = await createPluginFolders()
  const subscriptions = events.map((event) => ({ event }))
  return folders.write('clock', { manifest: { subscriptions, timeoutMs: 600_000 }, files: { 'plugin.ts': code } })
}

test('an author lets time pass by hand, and finds what timers did meanwhile', async (t) => {
  const plugin = await rehearse(await createPlugin(['gift']))
  t.after(plugin.stop)
  await plugin.send('gift')
  const { published, error } = await plugin.advance(3 * 60_000)
  assert.deepEqual({ error, published }, { error: undefined, published: [1, 2, 3].map((data) => ({ topic: 'tick', data })) })
  assert.deepEqual((await plugin.send('gift')).published, [{ topic: 'since', data: 180_000 }])
  await assert.rejects(plugin.advance(-1), TypeError)
})

test('a timer that throws is told where time passed, and the plugin is there again', async (t) => {
  const code = `export default { on: { gift: () => void setTimeout(() => { throw new Error('too late') }, 500) } }`
  const plugin = await rehearse(await createPlugin(['gift'], code))
  t.after(plugin.stop)
  await plugin.send('gift')
  assert.match(String((await plugin.advance(1_000)).error), /^It crashed: too late\n {4}at .*clock\/plugin\.ts:1:/)
  assert.equal((await plugin.send('gift')).error, undefined)
})

test('recorded events come as far apart as they were recorded, canonical ones a second', async () => {
  const folder = await createPlugin(['gift'])
  const times = [0, 90_000, 60_000, 7 * 3_600_000].map((ms) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString())
  const recorded = await Promise.all(times.map((timestamp, n) => fixtureOf('gift', {}, { timestamp, eventId: `recorded-${n}` })))
  await writeFile(join(folder, 'live.ndjson'), recorded.map((event) => JSON.stringify(event)).join('\n'))
  const { ok, playedMs, meanwhile, clock } = await runRehearsal(folder, { times: 3, events: join(folder, 'live.ndjson') })
  const minutes = 90_000 + 0 + 3_600_000
  assert.deepEqual([ok, clock, playedMs], [true, 'virtual', 3_000 + minutes + 1_000])
  assert.equal(meanwhile?.published, Math.floor(playedMs / 60_000))
})

test('plugin test tells of the virtual clock and how much was played; waiting beyond the time limit fails there', async () => {
  const folder = await createPlugin(['chat', 'like'])
  const { stdout, exitCode } = await execa(process.execPath, coreCommand('plugin', 'test', folder, '--times', '1'), {
    cwd: ROOT,
    reject: false,
  })
  assert.equal(exitCode, 1)
  assert.match(stdout, /^played 20\.0 min on a virtual clock: waiting takes no time, and what is shown is work$/m)
  assert.match(stdout, /^like failed: The handler did not end within 600000 ms$/m)
  assert.doesNotMatch(stdout, /^chat failed/m)
})
