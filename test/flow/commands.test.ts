import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_TYPES } from '../../schemas/types.ts'
import { temporaryFolder } from '../support/host.ts'
import { runCommand, startProcess } from '../support/host-process.ts'

type Line = {
  readonly links?: readonly { readonly name: string; readonly address: string }[]
  readonly event?: { readonly eventType: string }
}

test('a host that tells everything as JSON has its links first, then each event, and answers the other commands', async (t) => {
  const folder = await temporaryFolder(t)
  const { host, line, said, signal } = startProcess(t, folder, ['--json'])
  await line(/"eventType":"gift"/)
  const lines = said()
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Line)
  const links = lines.flatMap((told) => told.links ?? [])
  assert.deepEqual(
    links.map(({ name }) => name),
    ['Dashboard', 'OBS Alerts', 'Games'],
  )
  for (const { event } of lines) assert.ok(!event || EVENT_TYPES.some((type) => type === event.eventType))

  const short = new URL('/overlay/alerts', links[0]?.address)
  const redirect = await fetch(short, { redirect: 'manual' })
  assert.deepEqual([redirect.status, redirect.headers.get('location')], [302, '/overlay/alerts/alerts'])

  const sent = await runCommand(folder, ['simulate', 'gift', 'username=luna', 'giftName=Rose', 'giftCount=5', '--json'])
  assert.equal(JSON.parse(sent.stdout).event.payload.giftCount, 5)
  const wrong = await runCommand(folder, ['simulate', 'gift', 'giftCount=many'])
  assert.match(wrong.stderr, /giftCount/)
  assert.equal(wrong.exitCode, 65)
  const status = JSON.parse((await runCommand(folder, ['status', '--json'])).stdout)
  assert.equal(status.source.state, 'connected')
  assert.deepEqual(JSON.parse((await runCommand(folder, ['links', '--json'])).stdout), links)
  const plugins = JSON.parse((await runCommand(folder, ['plugins', '--json'])).stdout) as { id: string; state: string }[]
  assert.deepEqual(
    plugins.map(({ id, state }) => `${id} ${state}`),
    ['alerts running', 'dummy running', 'slow disabled', 'verbose disabled'],
  )

  signal('SIGINT')
  assert.equal((await host).exitCode, 0)
  assert.match((await runCommand(folder, ['status'])).stderr, /No Showrunner runs/)
})

test('every command has a help', async (t) => {
  const folder = await temporaryFolder(t)
  for (const command of ['start', 'status', 'links', 'plugins', 'simulate']) {
    const { stdout, exitCode } = await runCommand(folder, [command, '--help'])
    assert.match(stdout, new RegExp(`Usage: showrunner ${command}[\\s\\S]*--json`))
    assert.equal(exitCode, 0)
  }
})
