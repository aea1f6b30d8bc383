import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createMarks } from '../../core/store/marks.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat, giftFrom } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { startProcess } from '../support/host-process.ts'
import { crash } from '../support/store-folder.ts'

const EVENTS = process.env.SHOWRUNNER_LONG === '1' ? 1_000_000 : 100_000
const PENDING = 10_000
const AT_ONCE = 5000
/** The contract's bound. It is of the machine alone: what others take of this one is not counted, see below. */
const READY_MS = 2000

/** A data folder as SIGKILL leaves it: so many events of the last minutes, of which a plugin is owed the newest. */
async function killedFolder(): Promise<string> {
  const dataDir = createFolder()
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const { sessionId } = store.sessions.open({ streamId: 'tiktok:somebody', roomId: '1', name: null, title: null, source: 'live' })
  const eventOf = (id: number) =>
    id % 20 === 0 ? giftFrom(`u${id % 997}`, { id, sessionId }) : chat(id, `A text of a usual length ${id}`, sessionId)
  for (let from = 1; from <= EVENTS; from += AT_ONCE) {
    await store.write({ events: Array.from({ length: AT_ONCE }, (_, index) => eventOf(from + index)) })
  }
  const marks = createMarks('alerts')
  marks.pass(EVENTS - PENDING)
  for (let seqNo = EVENTS - PENDING + 1; seqNo <= EVENTS; seqNo++) marks.add(seqNo)
  await store.write({ progress: [marks.takeDirty() ?? assert.fail('Nothing is owed')] })
  const home = createFolder()
  const folder = crash(dataDir)
  await store.close()
  mkdirSync(home, { recursive: true })
  renameSync(folder, join(home, 'data'))
  return home
}

/** Starts a host; how long it took until it was ready, and how much of a processor. */
async function start(t: TestContext, home: string) {
  const began = performance.now()
  const { host, line } = startProcess(t, home, ['--no-demo', '--quiet'])
  await line(/Showrunner runs/)
  const wallMs = performance.now() - began
  const cpuMs = processorMs(host.pid ?? 0)
  host.kill('SIGKILL')
  await host
  return { wallMs, cpuMs }
}

/** What Linux says that a process has taken, in steps of 10 ms. */
function processorMs(pid: number): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').slice(11, 13).map(Number) ?? []
  return (user + system) * 10
}

test(`S4: after SIGKILL a long log makes a start hardly longer, and not one event is missing`, {
  skip: process.platform !== 'linux',
}, async (t) => {
  const home = await killedFolder()
  const empty = createFolder()
  // The first of all fills caches.
  await start(t, empty)
  const [fresh, full, again] = [await start(t, empty), await start(t, home), await start(t, home)]
  const more = Math.min(full.cpuMs, again.cpuMs) - fresh.cpuMs
  assert.ok(more < READY_MS, `${more} ms of processor more than with an empty log`)
  const store = await createSqliteStore({ dataDir: join(home, 'data'), clock: systemClock })
  const summary = store.sessions.summary('session-1')
  assert.deepEqual([store.head() >= EVENTS, store.damaged(), summary?.events.gift], [true, 0, EVENTS / 20])
  await store.close()
  const shown = ({ wallMs, cpuMs }: typeof full) => `${Math.round(wallMs)} ms (${cpuMs} ms of processor)`
  t.diagnostic(`figure: ready with ${EVENTS} events and ${PENDING} owed after ${shown(full)}; with an empty log ${shown(fresh)}`)
})
