import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { Dispatch } from '../../core/schedule/schedule.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { ROOT } from '../support/root.ts'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

type Death = { readonly reason: string; readonly suspects?: readonly number[]; readonly finished?: readonly number[] }
/** What the sandbox tells as the first value of a crash, without the place it came from; see SandboxEvents. */
function deathOf(told: readonly unknown[] | undefined): Death {
  const death = told?.[0] as Death
  return { ...death, reason: death.reason.replace(/\n.*/s, '') }
}

test('P2, L4: a handler that blocks its thread is ended and named, with who had finished, and its plugin comes back', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', `{ on: { chat: () => {}, gift: () => { for (;;); } } }`, { timeoutMs: 100 }), 'thread')
  const good = packer.deliveries(20)
  const bad = packer.deliveries(1, { eventType: 'gift' })
  const behind = packer.deliveries(20)
  sandbox.deliver('one', [...good, ...bad, ...behind])
  await until(() => told('recovered').length === 1)
  const death = deathOf(told('crashed')[0])
  assert.deepEqual(
    [...results.map(({ deliveryId }) => deliveryId), ...(death.finished ?? [])],
    good.map(({ deliveryId }) => deliveryId),
  )
  assert.deepEqual([death.reason, death.suspects], ['Its thread was blocked for more than 100 ms', [bad[0]?.deliveryId]])
  const [again] = packer.deliveries(1)
  assert.ok(again)
  sandbox.deliver('one', [again])
  await until(() => results.at(-1)?.deliveryId === again.deliveryId)
})

test('P2: a handler that blocks after it waited is named too, and so is one whose callback throws', async (t) => {
  const { sandbox, packer, told, until, stop } = createObservedSandbox()
  t.after(stop)
  const later = `{ on: {
    gift: async () => { await null; for (;;); },
    chat: () => new Promise(() => setTimeout(() => { throw new Error('in a callback') }, 0)),
  } }`
  await sandbox.load(pluginCode('one', later, { timeoutMs: 100 }), 'thread')
  const bad = [...packer.deliveries(1, { eventType: 'gift' }), ...packer.deliveries(1)]
  for (const [index, delivery] of bad.entries()) {
    sandbox.deliver('one', [delivery])
    await until(() => told('recovered').length === index + 1)
  }
  assert.deepEqual(
    told('crashed').map((each) => [deathOf(each).reason, deathOf(each).suspects]),
    [
      ['Its thread was blocked for more than 100 ms', [bad[0]?.deliveryId]],
      ['in a callback', [bad[1]?.deliveryId]],
    ],
  )
})

test('a sandbox stops although a thread goes on for ever', async () => {
  const { sandbox, packer, told, until } = createObservedSandbox()
  const stuck = `{ on: { gift: (event, host) => { host.publish('stuck', 1); setTimeout(() => Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1), 0) } } }`
  await sandbox.load(pluginCode('stuck', stuck, { timeoutMs: 60_000 }), 'thread')
  const pid = Number(sandbox.status()[0]?.pid)
  sandbox.deliver('stuck', packer.deliveries(1, { eventType: 'gift' }))
  await until(() => told('publish').length === 1)
  await sandbox.stop(100)
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  await assert.rejects(sandbox.load(pluginCode('late', '{}'), 'thread'), { code: 'STOPPING' })
})

test('P2: a thread that nothing ends costs its runner, and only the culprit is blamed', async (t) => {
  const { sandbox, packer, told, until, stop } = createObservedSandbox()
  t.after(stop)
  // Known to go on for ever, whatever terminate() says.
  const stuck = `{ on: { gift: () => Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1) } }`
  await sandbox.load(pluginCode('stuck', stuck, { timeoutMs: 100 }), 'thread')
  await sandbox.load(pluginCode('waits', `{ on: { chat: () => new Promise(() => {}) } }`, { timeoutMs: 60_000 }), 'thread')
  const [{ pid: before } = { pid: null }] = sandbox.status()
  const [bad] = packer.deliveries(1, { eventType: 'gift' })
  assert.ok(bad)
  sandbox.deliver('waits', packer.deliveries(1))
  sandbox.deliver('stuck', [bad])
  await until(() => told('recovered').length === 2)
  assert.deepEqual(deathOf(told('crashed', 'stuck')[0]).suspects, [bad.deliveryId])
  assert.deepEqual(deathOf(told('crashed', 'waits')[0]).suspects, [])
  assert.notEqual(sandbox.status()[0]?.pid, before)
})

test('P12: an error after the handler returned costs the plugin its generation, nobody in particular, and not its neighbour', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(
    pluginCode(
      'late',
      `{ on: { chat: () => { setTimeout(() => { throw new Error('much later') }, 5) }, gift: () => { Promise.reject(new Error('nobody listens')) } } }`,
    ),
    'thread',
  )
  await sandbox.load(pluginCode('neighbour', `{ on: { chat: () => {} } }`), 'thread')
  const pid = sandbox.status()[0]?.pid
  sandbox.deliver('late', packer.deliveries(1))
  await until(() => told('recovered').length === 1)
  sandbox.deliver('late', packer.deliveries(1, { eventType: 'gift' }))
  await until(() => told('recovered').length === 2)
  sandbox.deliver('neighbour', packer.deliveries(3))
  await until(() => results.filter(({ plugin }) => plugin === 'neighbour').length === 3)
  assert.deepEqual(
    told('crashed').map((each) => [deathOf(each).reason, deathOf(each).suspects]),
    [
      ['much later', []],
      ['nobody listens', []],
    ],
  )
  assert.equal(results.filter(({ error }) => error).length, 0)
  assert.equal(sandbox.status()[0]?.pid, pid)
})

test('P4, L1: kill -9 of a runner in a stream of deliveries loses none', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  const plugins = ['one', 'two']
  for (const id of plugins) await sandbox.load(pluginCode(id, `{ on: { chat: async () => { await null } } }`), 'thread')

  for (const id of plugins) {
    const stream = packer.deliveries(3_000)
    sandbox.deliver(id, stream)
  }
  await until(() => results.length > 100)
  const settledBefore = new Map<string, Set<number>>()
  process.kill(Number(sandbox.status()[0]?.pid), 'SIGKILL')
  await until(() => plugins.every((id) => told('crashed', id).length === 1))
  for (const id of plugins)
    settledBefore.set(id, new Set(results.filter(({ plugin }) => plugin === id).map(({ deliveryId }) => deliveryId)))
  await until(() => told('recovered').length === 2)
  assert.deepEqual(
    plugins.map((id) => deathOf(told('crashed', id)[0]).suspects),
    [undefined, undefined],
  )

  const again = new Map<string, readonly Dispatch[]>()
  for (const [index, id] of plugins.entries()) {
    const first = 1 + index * 3_000
    const left = Array.from({ length: 3_000 }, (_, n) => first + n).filter((deliveryId) => !settledBefore.get(id)?.has(deliveryId))
    const redelivered = packer.deliveries(left.length)
    again.set(id, redelivered)
    sandbox.deliver(id, redelivered)
  }
  await until(() => results.length === 6_000)
  const ids = results.map(({ deliveryId }) => deliveryId)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of plugins)
    assert.equal(
      again.get(id)?.every(({ deliveryId }) => ids.includes(deliveryId)),
      true,
    )
})

test('P4: a plugin that crashes again and again is put in quarantine', async (t) => {
  let now = 0
  const due: { readonly at: number; readonly run: () => void }[] = []
  const clock = {
    now: () => now,
    wallTime: () => now,
    after(delayMs: number, run: () => void) {
      const timer = { at: now + delayMs, run }
      due.push(timer)
      return () => void due.splice(due.indexOf(timer), 1)
    },
  }
  const { sandbox, packer, told, until, stop } = createObservedSandbox({ clock, on: {} })
  t.after(() => Promise.all([stop(), advance(60_000)]))
  const advance = (ms: number) => {
    now += ms
    for (const timer of due.filter(({ at }) => at <= now)) {
      due.splice(due.indexOf(timer), 1)
      timer.run()
    }
  }
  const names: (string | undefined)[] = []
  await sandbox.load(pluginCode('bad', `{ on: { chat: () => { setTimeout(() => { throw new Error('again') }, 0) } } }`), 'thread')
  for (let crash = 1; crash <= 5; crash += 1) {
    sandbox.deliver('bad', packer.deliveries(1))
    await until(() => told('crashed').length === crash)
    if (crash <= 4) {
      // The first needs no wait, the fourth the longest of the four.
      if (crash > 1) advance(4_000)
      await until(() => told('recovered').length === crash)
      names.push(sandbox.status().find(({ plugins }) => plugins.includes('bad'))?.name)
    }
  }
  // From the third crash on it can take nobody with it.
  assert.deepEqual(names, ['shared', 'shared', 'bad', 'bad'])
  assert.match(String(told('quarantined')[0]?.[0]), /^again\n/)
  await assert.rejects(async () => sandbox.deliver('bad', packer.deliveries(1)), TypeError)
})

test('when the core is killed its runners end too', async () => {
  const script = await bundleScript(ROOT, 'test/support/sandbox-core.ts')
  const core: ChildProcess = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  assert.ok(core.stdout)
  const [line] = await once(core.stdout, 'data')
  const pids: number[] = JSON.parse(String(line))
  core.kill('SIGKILL')
  await Promise.all(pids.map(ended))
  assert.equal(pids.length, 2)
})

/** Resolves when there is no such process, or only what is left of it. */
async function ended(pid: number) {
  const isThere = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      // ESRCH is the good news that was waited for.
      return false
    }
  }
  while (isThere()) await new Promise(setImmediate)
}

const ANSWERS = `{ on: {}, actions: { say: () => 'here' } }`

test('what is asked of a plugin that crashed waits until it is back', async (t) => {
  const { sandbox, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', ANSWERS), 'process')
  process.kill(Number(sandbox.status()[0]?.pid), 'SIGKILL')
  await until(() => told('crashed').length === 1)
  assert.equal(await sandbox.act('one', 'say', '{}'), '"here"')
})

test('what is asked of a plugin that is unloaded while it is down, or was never there, is refused at once', async (t) => {
  const { sandbox, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', ANSWERS), 'process')
  // After the second time it is not back at once.
  for (const times of [1, 2]) {
    process.kill(Number(sandbox.status()[0]?.pid), 'SIGKILL')
    await until(() => told('crashed').length === times && (times === 2 || told('recovered').length === 1))
  }
  const refused = assert.rejects(sandbox.act('one', 'say', '{}'), { code: 'ACTION_FAILED', message: 'one is not running' })
  await Promise.all([sandbox.unload('one', 1_000), refused])
  await assert.rejects(sandbox.act('ghost', 'say', '{}'), { code: 'ACTION_FAILED', message: 'ghost is not running' })
})
