import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { type LogFile, openLogFile } from '../../core/base/log-file.ts'
import { readEnvironment } from '../../core/environment.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const open = (file: string, more: Partial<Parameters<typeof openLogFile>[0]> = {}) =>
  openLogFile({ file, level: 'info', maxBytes: 2048, maxFiles: 2, clock: systemClock, onProblem: () => {}, ...more })

const logTo = (file: LogFile) => createLog({ level: 'silent', sinks: [file] })

test('S0-191: LOG_FILE gets every line from LOG_LEVEL on, and folders that are not there yet are made', async () => {
  const path = join(createFolder(), 'logs/deeper/app.log')
  const file = open(path)
  const log = logTo(file)
  log.debug('Left out')
  log.info({ plugin: 'lamp' }, 'Kept')
  await file.close()
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ plugin, msg }) => ({ plugin, msg })),
    [{ plugin: 'lamp', msg: 'Kept' }],
  )
})

test('S0-192 S0-193: a full file is put aside, and only so many old ones are kept', async () => {
  const folder = createFolder()
  const file = open(join(folder, 'app.log'))
  const log = logTo(file)
  for (let n = 0; n < 200; n++) log.info({ n, text: 'x'.repeat(100) }, 'Counted')
  await file.close()
  assert.deepEqual((await readdir(folder)).sort(), ['app.log', 'app.log.1', 'app.log.2'])
  for (const name of ['app.log.1', 'app.log.2']) assert.ok((await stat(join(folder, name))).size < 2048 + 300)
  const newest = (await readFile(join(folder, 'app.log.1'), 'utf8')).trim().split('\n')
  for (const line of newest) assert.equal(JSON.parse(line).msg, 'Counted')
})

test('S0-190 S0-191 S0-192 S0-193: the environment says level, file, size and number, and a wrong one is named', () => {
  const read = (set: Record<string, string>) => readEnvironment('/nowhere/.env', set)
  const { logLevel, logFile, logMaxSize, logMaxFiles } = read({
    ...{ LOG_LEVEL: 'info', LOG_FILE: 'logs/app.log', LOG_MAX_SIZE: '10m', LOG_MAX_FILES: '5' },
  })
  assert.deepEqual(
    { logLevel, logFile, logMaxSize, logMaxFiles },
    {
      ...{ logLevel: 'info', logFile: 'logs/app.log', logMaxSize: 10 * 1024 ** 2, logMaxFiles: 5 },
    },
  )
  assert.throws(() => read({ LOG_MAX_SIZE: 'large' }), /LOG_MAX_SIZE is "large", but must be a size of at least 1k, such as 10m/)
  assert.throws(() => read({ LOG_LEVEL: 'loud' }), /LOG_LEVEL is "loud"/)
})

test('S0-191: a file that cannot be written is told once and tried again, and nothing waits for it', async () => {
  const problems: string[] = []
  const { changed, until } = createWaiters()
  const clock = createVirtualClock()
  const file = open('/dev/full/app.log', {
    clock,
    onProblem(sentence) {
      problems.push(sentence)
      changed()
    },
  })
  const log = logTo(file)
  log.info('Lost')
  await until(() => problems.length > 0)
  assert.match(problems[0] ?? '', /^The log file \/dev\/full\/app\.log cannot be written \(ENOTDIR\); it is tried again every 30 s$/)
  for (let n = 0; n < 1000; n++) log.info('Lost, too')
  assert.equal(file.lost(), 1000)
  await file.close()
  assert.equal(problems.length, 1)
})
