import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { type Command, CommanderError } from 'commander'
import { createProgram } from '../../core/commands/program.ts'
import { noteRunning } from '../../core/commands/running.ts'
import { claimFolder } from '../../core/store/sqlite/folder.ts'
import { ROOT } from '../support/root.ts'
import { createOperator } from './operator.ts'

const program = () => createProgram({ root: ROOT, version: '0.1.0', environment: { variables: {} } })

/** Commands that do something, with the words that name them. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  const own = command.commands.flatMap((each) => leaves(each, [...words, each.name()]))
  return command.commands.length === 0 ? [[words.join(' '), command]] : own
}

test('S4-019: every command has a help that says what it does, and answers as JSON', () => {
  const all = leaves(program())
  assert.ok(all.length > 40)
  for (const [name, command] of all) {
    assert.match(command.helpInformation(), new RegExp(`^Usage: showrunner ${name}`), name)
    assert.ok(command.description().length > 5, name)
    if (name !== 'metrics') assert.match(command.helpInformation(), /--json/, name)
    for (const { description, flags } of command.options) assert.notEqual(description, '', `${name} ${flags}`)
  }
})

test('what changes a lot can be tried out first, and what cannot be taken back asks', () => {
  const has = (flag: string) =>
    leaves(program()).flatMap(([name, command]) => (command.options.some(({ long }) => long === flag) ? [name] : []))
  for (const name of [
    'queue clear',
    'queue optimize',
    'seed',
    'settings set',
    'store migrate',
    'store rollback',
    'store fresh',
    'forget',
    'restore',
  ])
    assert.ok(has('--dry-run').includes(name), name)
  for (const name of ['queue clear', 'store fresh', 'forget', 'restore']) assert.ok(has('--yes').includes(name), name)
})

test('a command that is not there, or an option that is not, ends with a sentence', async () => {
  const told: string[] = []
  const parse = (...words: readonly string[]) => {
    const made = program()
    for (const [, command] of leaves(made)) command.configureOutput({ writeErr: (text) => told.push(text) })
    return made.parseAsync(['node', 'showrunner', ...words])
  }
  await assert.rejects(parse('queue', 'status', '--loud'), CommanderError)
  await assert.rejects(parse('scale', 'lamp'), CommanderError)
  await assert.rejects(parse('stauts'), CommanderError)
  await assert.rejects(parse('tokens', 'foo'), CommanderError)
  await assert.rejects(parse('why', '1', '2'), CommanderError)
  assert.match(
    told.splice(-6).join(''),
    /no command "stauts"; did you mean status\?[\s\S]*no command "tokens foo"\.[\s\S]*too many arguments for 'why'/,
  )
  assert.match(told.join(''), /unknown option '--loud'[\s\S]*See --help\.[\s\S]*missing required argument 'threads'/)
})

test('who says plugins for plugin, or plugin for plugins, is told the other', async () => {
  const told: string[] = []
  const parse = (...words: readonly string[]) => {
    const made = program()
    for (const command of made.commands) command.configureOutput({ writeErr: (text) => told.push(text) })
    return assert.rejects(made.parseAsync(['node', 'showrunner', ...words]), CommanderError)
  }
  await parse('plugins', 'remove', 'lamp')
  await parse('plugin', 'approve', 'lamp')
  await parse('plugin', 'isntall', 'lamp.zip')
  assert.match(told.join(''), /did you mean plugin remove\?[\s\S]*did you mean plugins approve\?[\s\S]*did you mean install\?/)
})

test('S4-012: stop ends the host of a data folder and waits until it has; where none runs, it says so', async (t) => {
  const { dataDir, type } = createOperator(t)
  await assert.rejects(type('stop'), /No Showrunner runs with the data folder/)
  const other = spawn(process.execPath, [
    '-e',
    'process.on("SIGTERM", () => process.exit()); console.log("up"); setInterval(() => {}, 1000)',
  ])
  t.after(() => other.kill('SIGKILL'))
  await once(other.stdout, 'data')
  await noteRunning(dataDir, { url: 'http://127.0.0.1:1', pid: other.pid ?? 0 })
  // It may be anybody by now: a host would hold the folder.
  await assert.rejects(type('stop'), /No Showrunner runs/)
  assert.deepEqual([other.exitCode, other.signalCode], [null, null])
  const held = claimFolder(dataDir)
  t.after(held.release)
  const ended = once(other, 'exit')
  assert.equal(await type('stop'), 'Showrunner has stopped; what waited is in the log')
  assert.deepEqual(await ended, [0, null])
  await assert.rejects(type('stop'), /No Showrunner runs/)
})

test('S4-010 S4-011 S4-012 S4-013 S4-014 S4-016 S4-018: there is a command for setting up, starting, stopping, looking, scaling, reading the log and cleaning', () => {
  const names = leaves(program()).map(([name]) => name)
  for (const name of ['settings set', 'start', 'stop', 'status', 'scale', 'logs', 'store fresh']) assert.ok(names.includes(name), name)
})
