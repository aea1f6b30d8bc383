import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFailureLog } from '../../core/desks/queue/failure-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const THROWN = 'Error: Ana wrote this\n    at gift (plugins/lamp/plugin.ts:6:13)\n    at run (host)'
const FRAME = 'at gift (plugins/lamp/plugin.ts:6:13)'

test('a handler that fails is in the log with its line and not with what a viewer wrote, and the same line not again and again', async () => {
  const clock = createVirtualClock()
  const told: unknown[] = []
  const log = { warn: (fields: object, text: string) => told.push({ ...fields, text }) }
  const failures = createFailureLog({ log: log as never, clock })
  const retry = { kind: 'retry', plugin: 'lamp', attempt: 1, delayMs: 250, error: THROWN } as const
  for (let seqNo = 1; seqNo <= 100; seqNo += 1) failures.note({ ...retry, seqNo })
  failures.note({ ...retry, seqNo: 101, error: 'The handler did not end within 200 ms' })
  failures.note({ ...retry, seqNo: 102, error: 'Ana says so' })
  failures.note({ kind: 'dead', plugin: 'lamp', seqNo: 1, error: THROWN })
  failures.note({ kind: 'discarded', plugin: 'lamp', seqNo: 2, reason: 'full' })
  await clock.advance(10_000)
  failures.note({ ...retry, seqNo: 103, error: 'Ana says so' })
  const again = 'A handler failed; it is tried again'
  const tries = { plugin: 'lamp', attempt: 1, nextMs: 250, text: again }
  assert.deepEqual(told, [
    { ...tries, seqNo: 1, where: FRAME },
    { ...tries, seqNo: 101, where: 'The handler did not end within 200 ms', untold: 99 },
    { ...tries, seqNo: 102, where: 'not known' },
    { plugin: 'lamp', seqNo: 1, where: FRAME, text: 'A handler failed for good; see showrunner dead-letters' },
    { ...tries, seqNo: 103, where: 'not known' },
  ])
})

test('what fails in a plugin that was changed is told at once, also at the place that failed a moment before', () => {
  const told: unknown[] = []
  const log = { warn: (fields: object) => told.push(fields) }
  const failures = createFailureLog({ log: log as never, clock: createVirtualClock(), tellsWords: true })
  const dead = { kind: 'dead', seqNo: 1 } as const
  failures.note({ ...dead, plugin: 'lamp', error: 'No lamp' })
  failures.acted('lamp', 'on', 'No lamp')
  failures.note({ ...dead, plugin: 'big-lamp', error: 'No lamp' })
  failures.renewed('lamp')
  failures.note({ ...dead, plugin: 'lamp', error: 'No plug' })
  failures.acted('lamp', 'on', 'No plug')
  failures.note({ ...dead, plugin: 'big-lamp', error: 'No plug' })
  const where = 'not known'
  assert.deepEqual(told, [
    { plugin: 'lamp', seqNo: 1, where, error: 'No lamp' },
    { plugin: 'lamp', action: 'on', where, error: 'No lamp' },
    { plugin: 'big-lamp', seqNo: 1, where, error: 'No lamp' },
    { plugin: 'lamp', seqNo: 1, where, error: 'No plug' },
    { plugin: 'lamp', action: 'on', where, error: 'No plug' },
  ])
})

test('what a plugin emits in vain is in the log once in ten seconds for each reason, however much it is', async () => {
  const clock = createVirtualClock()
  const told: unknown[] = []
  const log = { warn: (fields: object) => told.push(fields) }
  const failures = createFailureLog({ log: log as never, clock })
  for (let n = 0; n < 1_000; n += 1) failures.refused('lamp', 'TypeError: Names are for the host alone')
  await clock.advance(10_000)
  failures.refused('lamp', 'TypeError: Names are for the host alone')
  const where = 'TypeError: Names are for the host alone'
  assert.deepEqual(told, [
    { plugin: 'lamp', where },
    { plugin: 'lamp', where, untold: 999 },
  ])
})
