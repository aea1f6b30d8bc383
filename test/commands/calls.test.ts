import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { createOperator, startOperated } from './operator.ts'

test('S4-010 to S4-019: calls are set up, started, scaled, looked at, stopped and cleaned by commands', async (t) => {
  const { type, json, dataDir } = await startOperated(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['asterisk'] })
  await assert.rejects(type('calls', 'dashboard'), /start it with: showrunner calls start/)

  await t.test('S4-010, S4-060: setup makes a password of its own, keeps it in the settings, and writes what Asterisk needs', async () => {
    const printed = await type('calls', 'setup')
    assert.match(
      printed,
      /── \/etc\/asterisk\/ari\.conf\n\[general\]\nenabled=yes\n\n\[showrunner\]\ntype=user\nread_only=no\npassword=[\w-]{32}\n/,
    )
    assert.match(printed, /Asterisk: (No Asterisk answers at http:\/\/127\.0\.0\.1:8088|Asterisk was not reached yet)/)
    assert.match(await type('calls', 'setup'), /password=\(the password that is in the settings\)/)
    const folder = join(createFolder(), 'conf')
    await type('calls', 'setup', '--new-password', '--write', folder)
    assert.deepEqual(await readdir(folder), ['ari.conf', 'extensions.conf', 'http.conf', 'manager.conf', 'pjsip.conf'])
    assert.match(await readFile(join(folder, 'manager.conf'), 'utf8'), /read=call,cdr,user\nwrite=originate\n/)
    await assert.rejects(type('calls', 'setup', '--new-password', '--write', folder), /is there already/)
  })

  await t.test('S4-011, S4-012, S4-019: start, stop and restart; only callers, or only workers', async () => {
    assert.match(await type('calls', 'start'), /^Calls are taken and made$/)
    assert.match(await type('calls', 'start', '--api-only'), /^Calls are taken, and wait/)
    assert.match(await type('calls', 'start', '--workers-only'), /^Calls that wait are made/)
    await assert.rejects(type('calls', 'start', '--workers-only', '--api-only'), /Say --api-only or --workers-only/)
    assert.match(await type('calls', 'stop'), /^No calls are taken or made/)
    assert.match(await type('calls', 'restart'), /^Calls are taken and made$/)
  })

  await t.test(
    'S4-013, S4-014, S4-019: status tells of queues, workers and calls; scale gives so many workers, 3 when it is not said',
    async () => {
      assert.deepEqual(await json('calls', 'scale', '5'), { workers: 5 })
      const told = await type('calls', 'status')
      assert.match(told, /^Calls are taken and made; (No Asterisk answers|Asterisk was not reached yet)/)
      assert.match(
        told,
        /0 wait with priority, 0 without, 0 under way\n0 completed, 0 failed, 0\.0 s each\n5 workers: 5 active, 0 inactive/,
      )
      assert.match(told, /worker-1 +idle +1 +0 +\d+ s ago/)
      await type('calls', 'scale')
      assert.equal(Object(await json('calls', 'status')).workers.total, 3)
      for (const count of ['0', '21']) await assert.rejects(type('calls', 'scale', count), /There are 1 to 20 workers/)
    },
  )

  await t.test('S4-015: test refuses a number that is not in the list', async () => {
    await assert.rejects(type('calls', 'test', '3005050149'), /not in the list of numbers that may be called|nobody is called from/)
  })

  await t.test('S4-016, S4-017, S4-018: logs, dashboard and clean', async () => {
    await type('calls', 'logs', '--limit', '5')
    const following = execa(process.execPath, coreCommand('calls', 'logs', '--limit', '1', '--follow', '--data', dataDir), {
      reject: false,
    })
    const { changed, until } = createWaiters()
    let told = ''
    following.stdout.on('data', (chunk) => {
      told += chunk
      changed()
    })
    await until(() => told.includes('\n'))
    await type('calls', 'restart')
    await until(() => /\n.*\[asterisk\] Plugin state changed state=running/.test(told))
    following.kill()
    await following
    assert.match(await type('calls', 'dashboard'), /^http:\/\/127\.0\.0\.1:\d+\/overlay\/asterisk\/calls#key=/)
    await assert.rejects(type('calls', 'clean'), /Say --yes to do it all the same/)
    assert.equal(await type('calls', 'clean', '--yes'), '0 calls were forgotten')
  })
})

test('setup and status say where jobs come from and records go, why not, and no password; and what was set too late', async (t) => {
  const port = await freePort()
  const variables = { RABBITMQ_URL: `amqp://who:s3cret@127.0.0.1:${port}/shop`, REDIS_URL: 's3cret is no address' }
  const options = { pluginRoots: [join(ROOT, 'plugins')], only: ['asterisk'] }
  const { type, json } = await startOperated(t, { ...options, variables })
  const said = [
    `Jobs from tts_priority and tts_calls, results to tts_results, at amqp://127.0.0.1:${port}/shop: No RabbitMQ answers at amqp://127.0.0.1:${port}/shop; start it, or mend RABBITMQ_URL`,
    'Records of jobs and workers, job:… and worker:…: REDIS_URL is no address like redis://user:password@host:6379/0',
  ].join('\n')
  const printed = [await type('calls', 'setup'), await type('calls', 'status'), JSON.stringify(await json('calls', 'setup'))]
  assert.deepEqual(
    printed.map((text) => [text.includes(said), text.includes('s3cret')]),
    [
      [true, false],
      [true, false],
      [false, false],
    ],
  )
  await type('plugins', 'settings', 'asterisk', 'numbers=["*"]', 'dryRun=true', 'quietFrom=00:00', 'quietTo=00:00')
  assert.equal(await type('calls', 'test', '3005050149'), 'The call completed: Dry run: nobody was called')

  const other = await startOperated(t, options)
  assert.doesNotMatch(await other.type('calls', 'setup'), /RABBITMQ|REDIS|tts_calls/)
  Object.assign(other.variables, variables)
  assert.match(
    await other.type('calls', 'setup'),
    /\nRABBITMQ_URL is set here, and Showrunner was started without it; start it again\nREDIS_URL is set here/,
  )
})

test('S4-019: calls --help says what there is', async (t) => {
  const { type } = createOperator(t)
  const said: string[] = []
  t.mock.method(process.stdout, 'write', (text: string) => said.push(text) > 0)
  await assert.rejects(type('calls', '--help'))
  for (const word of ['setup', 'start', 'stop', 'restart', 'status', 'scale', 'test', 'logs', 'clean', 'dashboard'])
    assert.match(said.join(''), new RegExp(`\\n  ${word} `))
})
