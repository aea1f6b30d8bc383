import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimits, isBetween } from '../../../plugins/asterisk/asked/limits.ts'
import type { Job } from '../../../plugins/asterisk/jobs/job.ts'
import { createRecordingHost } from '../../support/recording-host.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')

function limitsOf({ at = NOON, jobs = [] as Partial<Job>[], kv = createRecordingHost().host.kv, ...settings } = {}) {
  const given = {
    numbers: ['3005050149', '+57*'],
    quietFrom: '22:00',
    quietTo: '08:00',
    timeZone: 'UTC',
    perNumberAnHour: 2,
    aDay: 3,
    ...settings,
  }
  // Only number and time matter here.
  return createLimits({ settings: given, kv, jobs: () => jobs as Job[], now: () => at })
}
const refused = (what: RegExp) => ({ name: 'Error', status: 400, message: what })

test('only numbers of the list are called: themselves, or all that begin as one with a star', async () => {
  for (const number of ['3005050149', '+573001112233']) await limitsOf().demand(number)
  for (const number of ['300505014', '30050501490', '573001112233'])
    await assert.rejects(limitsOf().demand(number), refused(/not in the list/))
  await assert.rejects(limitsOf({ numbers: [] } as object).demand('3005050149'), refused(/add it in the settings/))
})

test('nobody is called in the quiet hours, over midnight, where the operator is', async () => {
  const late = Date.parse('2026-11-21T23:30:00Z')
  await assert.rejects(limitsOf({ at: late }).demand('3005050149'), refused(/It is 23:30, and nobody is called from 22:00 to 08:00/))
  await limitsOf({ at: late, timeZone: 'America/Bogota' } as object).demand('3005050149')
  assert.deepEqual(
    ['07:59', '08:00', '21:59', '22:00'].map((time) => isBetween(time, '22:00', '08:00')),
    [true, false, false, true],
  )
  assert.equal(isBetween('12:00', '08:00', '08:00'), false)
})

test('a number is called only so often in an hour, and all together only so often in a day', async () => {
  const called = (minutesAgo: number) => ({ number: '3005050149', createdAt: NOON - minutesAgo * 60_000 })
  await assert.rejects(limitsOf({ jobs: [called(10), called(59)] }).demand('3005050149'), refused(/2 times in the last hour/))
  const limits = limitsOf({ jobs: [called(10), called(61)] })
  for (let n = 0; n < 3; n += 1) {
    await limits.demand('3005050149')
    await limits.count()
  }
  await assert.rejects(limits.demand('3005050149'), refused(/3 calls were made today/))
  // What was asked for before and still waits is not made either.
  await assert.rejects(limits.count(), refused(/3 calls were made today/))
})

test('a day of calls ends at midnight where the operator is', async () => {
  const { kv } = createRecordingHost().host
  const at = (time: string) =>
    limitsOf({ at: Date.parse(time), kv, aDay: 1, quietFrom: '00:00', quietTo: '00:00', timeZone: 'America/Bogota' } as object)
  await at('2026-11-21T21:00:00-05:00').count()
  await assert.rejects(at('2026-11-21T23:59:00-05:00').demand('+571'), refused(/1 calls were made today/))
  await at('2026-11-22T00:00:00-05:00').demand('+571')
  await at('2026-11-22T00:00:00-05:00').count()
  await assert.rejects(at('2026-11-22T18:00:00-05:00').count(), refused(/1 calls were made today/))
  assert.equal((await kv.list()).length, 1)
})
