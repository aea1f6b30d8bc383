import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createBackupDesk } from '../../core/desks/keeping/backup-desk.ts'
import { CANARY, canariesIn } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { runCommand, startProcess } from '../support/host-process.ts'
import { keepOnly } from '../support/shipped-plugins.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('backup, restore and forget from the command line, while a host runs and while none does', async (t) => {
  const folder = createFolder()
  keepOnly(folder)
  const dataDir = join(folder, 'data')
  const started = startProcess(t, folder, ['--no-demo'])
  await started.line(/Showrunner runs/)
  const { url } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'))
  const keys = JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8'))
  const call = (key: string, method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    return fetch(new URL(path, url), { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  }
  assert.equal((await call(keys.admin, 'POST', '/api/simulate/chat', { user: CANARY, message: 'hello' })).status, 201)

  const made = await runCommand(folder, ['backup', join(folder, 'safe'), '--json'])
  assert.equal(made.exitCode, 0, made.stderr)
  const { copy, name } = JSON.parse(made.stdout)
  assert.ok(existsSync(join(copy, 'showrunner.db')))
  const { backups } = (await (await call(keys.admin, 'GET', '/api/backups')).json()) as { backups: readonly { name: string }[] }
  assert.deepEqual(
    backups.map((backup) => backup.name),
    [name],
  )
  const inUse = await runCommand(folder, ['restore', copy, '--yes'])
  assert.deepEqual([inUse.exitCode, inUse.stderr.split('\n').length], [73, 1], inUse.stderr)

  const counted = await runCommand(folder, ['forget', CANARY.userId, '--dry-run'])
  assert.match(counted.stdout, /^Found events of the viewer: 1, [\s\S]*Nothing was changed/, counted.stderr)
  const forgotten = await runCommand(folder, ['forget', CANARY.userId, '--yes'])
  assert.match(forgotten.stdout, /^Erased events of the viewer: 1, /, forgotten.stderr)
  assert.deepEqual(canariesIn(dataDir), [])

  for (const path of ['/api/backups', '/api/viewers/erase']) {
    assert.deepEqual([path, (await call(keys.moderator, 'POST', path, {})).status], [path, 403])
  }
  started.signal('SIGTERM')
  await started.host

  const planned = await runCommand(folder, ['restore', copy, '--dry-run'])
  assert.match(planned.stdout, /Nothing was changed/, planned.stderr)
  const restored = await runCommand(folder, ['restore', name, '--yes'])
  assert.match(restored.stdout, /To undo: showrunner restore /, restored.stderr)
})

const HOUR_MS = 3_600_000

/** A desk that makes backups by itself every so many hours; `take` is asked when. */
function deskOf({
  clock,
  everyHours,
  take,
  there = [],
}: {
  readonly clock: ReturnType<typeof createVirtualClock>
  readonly everyHours: number
  readonly take: () => void
  readonly there?: readonly { readonly madeAt: string; readonly automatic: boolean }[]
}) {
  const kept: number[] = []
  const settings = { schemaVersion: '1', backup: { everyHours, keep: 3 } } as const
  const made = { ...{ name: 'some', folder: '', madeAt: '', version: '', head: 0, steps: [] }, automatic: true, secrets: false, files: {} }
  const desk = createBackupDesk({
    backups: {
      async take() {
        take()
        return { ...made, schemaVersion: '1' }
      },
      list: async () => there.map((backup) => ({ ...made, schemaVersion: '1', ...backup })),
      keep: async (count) => void kept.push(count),
      inTurn: (work) => work(),
    },
    settings: () => settings,
    audit: () => {},
    clock,
    log: createLog({ level: 'silent' }),
  })
  return { desk, kept }
}

test('a backup is made by itself as often as the settings say, and no more after the host stopped', async () => {
  const clock = createVirtualClock()
  const times: number[] = []
  const { desk, kept } = deskOf({ clock, everyHours: 2, take: () => times.push(clock.now()) })
  await clock.advance(5 * HOUR_MS)
  desk.stop()
  await clock.advance(5 * HOUR_MS)
  assert.deepEqual(times, [60_000, 60_000 + 2 * HOUR_MS, 60_000 + 4 * HOUR_MS])
  assert.deepEqual(kept, [3, 3, 3])
})

test('after a start a backup is made when the last that was made by itself is old, whoever made one since, or dated later than now', async () => {
  const clock = createVirtualClock()
  const madeAt = (hours: number) => new Date(clock.wallTime() + hours * HOUR_MS).toISOString()
  const firstMinute = async (there: readonly { readonly madeAt: string; readonly automatic: boolean }[]) => {
    const minutes: number[] = []
    const began = clock.now()
    const { desk } = deskOf({ clock, everyHours: 24, there, take: () => minutes.push((clock.now() - began) / 60_000) })
    await clock.advance(24 * HOUR_MS)
    desk.stop()
    return minutes[0]
  }
  assert.deepEqual(
    [
      await firstMinute([{ madeAt: madeAt(-1), automatic: true }]),
      await firstMinute([
        { madeAt: madeAt(-1), automatic: false },
        { madeAt: madeAt(-30), automatic: true },
      ]),
      await firstMinute([{ madeAt: madeAt(100), automatic: true }]),
    ],
    [23 * 60, 1, 1],
  )
})

test('a backup that fails by itself is tried again soon, then less often, and at least every hour until it is made', async () => {
  const clock = createVirtualClock()
  const minutes: number[] = []
  const take = () => {
    minutes.push(clock.now() / 60_000)
    if (minutes.length <= 8) throw new Error('ENOSPC')
  }
  const { desk, kept } = deskOf({ clock, everyHours: 168, take })
  await clock.advance(167 * HOUR_MS)
  assert.deepEqual(minutes, [1, 2, 4, 8, 16, 32, 64, 124, 184])
  assert.deepEqual(kept, [3])
  await clock.advance(5 * HOUR_MS)
  assert.equal(minutes.at(-1), 184 + 168 * 60)
  desk.stop()
})
