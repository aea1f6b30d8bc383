import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { noteRunning } from '../../core/commands/running.ts'
import { addSessionCommands } from '../../core/commands/session-commands.ts'
import { commandLine } from '../support/command-line.ts'
import { createFolder } from '../support/folder.ts'
import { liveHost } from './live-host.ts'

const dataDir = createFolder()
const host = await liveHost({ after }, { dataDir })
await noteRunning(dataDir, { url: host.url, pid: process.pid })

test('S2-010 S2-015 S2-017 S2-020 S2-062: sessions are started, noted, tipped, exported and ended from the command line', async (t) => {
  /** What the command prints, or why it ends. */
  const type = commandLine(t, (program) => addSessionCommands(program, (given) => ({ ...given, dataDir })))
  const run = (...args: readonly string[]) => type('sessions', ...args)

  assert.equal(await run(), 'There was no live yet')
  assert.equal(await run('end'), 'SESSION_NEEDED: No session goes on')
  assert.equal(await run('start', '--platform', 'other', '--dry-run'), 'Would start a session on other')
  assert.equal(await run(), 'There was no live yet')
  assert.equal(await run('start', '--platform', 'other', '--title', 'Late\u001b[31m show'), 'Session 1 goes on: Late[31m show')
  assert.match(await run('start', '--platform', 'other'), /^SESSION_ACTIVE: Session 1 goes on/)
  assert.equal(await run('note', 'Raid at ten'), 'Noted in session 1')
  assert.equal(await run('tip', '12.50', '--currency', 'eur', '--from', 'Ana'), 'Recorded 12.50 EUR; session 1 has 1 tip')
  assert.equal(JSON.parse(await run('tip', '0,5', '--currency', 'EUR', '--json')).tip.amountCents, 50)
  assert.match(await run('tip', 'ten'), /^USAGE: "ten" is no amount/)
  assert.equal(await run('tip', '3', '--dry-run'), 'Would record 3.00 USD')
  assert.equal(await run('tip', '26000000', '--currency', 'vnd', '--dry-run'), 'Would record 26000000.00 VND')
  assert.match(
    await run('1'),
    /^Session 1: Late\[31m show, goes on\n.*, api, other\n0 gifts with 0 coins, 13\.00 EUR in tips[\s\S]*Ana: 12\.50 EUR in 1 tip\n.*: Raid at ten/,
  )
  assert.match(await run('--status', 'active'), /13\.00 EUR {2}Late/)
  const wrong = JSON.parse(await run('tip', '900', '--currency', 'EUR', '--from', 'Ana', '--json')).tip
  assert.match(await run('tips'), new RegExp(`^number.*\\n *${wrong.seqNo} .* 900\\.00 EUR +Ana`))
  assert.equal(await run('reverse-tip', String(wrong.seqNo), '--dry-run'), `Would take tip ${wrong.seqNo} back`)
  assert.equal(await run('reverse-tip', String(wrong.seqNo)), 'Took 900.00 EUR back; session 1 has 2 tips')
  assert.match(await run('reverse-tip', String(wrong.seqNo)), /^TIP_UNKNOWN: There is no tip \d+ that could be taken back/)
  assert.match(await run('reverse-tip', 'nine'), /^USAGE: "nine" is no number of a tip/)
  const out = join(dataDir, 'tips.csv')
  assert.match(await run('export', '1', '--json'), /^USAGE: The table itself is CSV: leave out --json, or name a file/)
  assert.match(await run('export', '1', '--what', 'tips', '--out', out), /^Wrote .*tips\.csv, \d+ bytes$/)
  assert.equal(readFileSync(out, 'utf8').split('\r\n').length, 4)
  assert.match(await run('end', '--reason', 'Tired'), /^Session 1 has ended/)
  assert.match(await run(), /completed \(Tired\)/)
  assert.equal(JSON.parse(await run('--json'))[0].status, 'ended')
})
