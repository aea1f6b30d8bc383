import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { addReplayCommands } from '../../core/commands/replay-commands.ts'
import { noteRunning } from '../../core/commands/running.ts'
import type { DeadLetter } from '../../core/store/store.ts'
import { askedUntil } from '../support/asked.ts'
import { commandLine } from '../support/command-line.ts'
import { createFolder } from '../support/folder.ts'
import { runCommand } from '../support/host-process.ts'
import { createOperated } from '../support/operated.ts'

test('sessions, replay and dead letters are looked after from the command line', async (t) => {
  const folder = createFolder()
  const operated = await createOperated(t)
  await operated.write('printer', {
    manifest: { retry: { attempts: 1 } },
    files: { 'plugin.ts': `export default { on: { gift(event) { if (!event.replay) throw new Error('No\\u001b[31m paper') } } }` },
  })
  const dataDir = join(folder, 'data')
  const host = await operated.start({ dataDir })
  await noteRunning(dataDir, { url: host.url, pid: process.pid })
  /** What the command prints, or why it ends. */
  const run = commandLine(t, (program) => addReplayCommands(program, (given) => ({ ...given, dataDir })))

  await host.ask('POST', '/api/simulate/gift', { giftName: 'Rose', giftCount: 5 })
  const { letters } = await askedUntil(
    async () => (await host.ask('GET', '/api/dead-letters')).body as { letters: readonly DeadLetter[] },
    (found) => found.letters.length === 1,
  )
  assert.match(await run('sessions'), /number {2}began.*\n +1 {2}.*goes on +simulator +simulator +5 +Simulated events$/)
  assert.match(await run('sessions', '1'), /^Session 1: Simulated events, goes on\n.*\n5 gifts with 5 coins, 0 likes/)
  assert.match(
    await run('replay', '1', '--dry-run', '--to', 'printer'),
    /^Would replay 2 events of session 1; nothing was sent\n.*gift.*\nall .*\nprinter .*1/,
  )
  assert.match(
    await run('replay', '1', '--speed', 'max'),
    /^Replay of session 1 runs as session 2; Ctrl-C stops it\nAll of it was replayed: 2 events$/,
  )
  assert.match(await run('replay', '2'), /^USAGE: Session 2 is itself a replay/)

  const id = String(letters[0]?.id)
  assert.match(await run('dead-letters', '--type', 'gift'), /id .*\n.*printer {2}Viewer sent Rose x5 \(5 coins\) .*: No\[31m paper/)
  const shown = await run('dead-letters', 'show', id)
  assert.match(shown, /Event 2: Viewer sent Rose x5[\s\S]*attempt 1, .*\n {4}No\[31m paper/)
  assert.equal(await run('dead-letters', 'drop', '--all', '--dry-run'), 'Would drop 1 dead letter')
  assert.match(await run('dead-letters', 'drop'), /^USAGE: Say which dead letters/)
  assert.equal(await run('dead-letters', 'replay', id), 'Replayed 1 dead letter')
  assert.equal(await run('dead-letters'), 'There are no dead letters here')
  assert.match(await run('dead-letters', 'show', id), /^DEAD_LETTER_UNKNOWN: There is no dead letter/)
  t.mock.restoreAll()

  // Much later than the others, so that it is waited for.
  await host.ask('POST', '/api/simulate/follow', {})
  // Whoever presses Ctrl-C is done with the replay, not only with watching it.
  const slow = runCommand(folder, ['replay', '1', '--speed', '0.001'])
  await once(slow.stdout, 'data')
  slow.kill('SIGINT')
  assert.match((await slow).stdout, /Ctrl-C stops it\nStopped: [12] events$/)

  const { stdout, exitCode } = await runCommand(folder, ['dead-letters', 'drop', '--help'])
  assert.match(stdout, /Usage: showrunner dead-letters drop[\s\S]*--json[\s\S]*--dry-run/)
  assert.equal(exitCode, 0)
})
