import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Command } from 'commander'
import { createProgram } from '../../core/commands/program.ts'
import { argumentsAsTyped, KEPT_BY_NPM } from '../../scripts/npm-flags.mjs'
import { ROOT } from '../support/root.ts'

/** What npm leaves of what was typed, made into arguments again. */
function typed(script: string, variables: Readonly<Record<string, string>>, words: readonly string[] = []) {
  const env: Record<string, string | undefined> = { npm_lifecycle_event: script, ...variables }
  return { args: argumentsAsTyped({ env, own: script.split(':'), words: [...words] }), env }
}

test('S0-188: flags that npm took for its own come back as they were typed, with values of either form', () => {
  assert.deepEqual(typed('queue:work', { npm_config_status: 'true' }).args, ['queue', 'work', '--status'])
  assert.deepEqual(typed('queue:clear', { npm_config_completed: 'true', npm_config_hours: 'true' }, ['1']).args, [
    ...['queue', 'clear', '--completed', '--hours=1'],
  ])
  assert.deepEqual(typed('queue:clear', { npm_config_completed: 'true', npm_config_hours: '1' }).args, [
    ...['queue', 'clear', '--completed', '--hours=1'],
  ])
  assert.deepEqual(typed('queue:work', { npm_config_service: 'true', npm_config_loglevel: 'verbose' }, ['dinochrome']).args, [
    ...['queue', 'work', '--verbose', '--service=dinochrome'],
  ])
  const live = { npm_config_username: 'true', npm_config_session_name: 'true' }
  assert.deepEqual(typed('capture', live, ['luna', 'Sesión de tarde']).args, [
    'capture',
    '--username=luna',
    '--session-name=Sesión de tarde',
  ])
})

test('S0-188: what was given back is gone from the environment, so that nothing below takes it for its own', () => {
  const { env } = typed('queue:clear', { npm_config_all: 'true', npm_config_dry_run: 'true', npm_config_yes: 'true' })
  assert.deepEqual(env, { npm_lifecycle_event: 'queue:clear', npm_config_yes: 'true' })
})

test('a yes is never taken from npm, and other scripts are left alone', () => {
  assert.deepEqual(typed('queue:clear', { npm_config_all: 'true', npm_config_yes: 'true' }).args, ['queue', 'clear', '--all'])
  assert.deepEqual(typed('test', { npm_config_all: 'true', npm_config_json: 'true' }, ['--short']).args, ['test', '--short'])
  assert.deepEqual(typed('queue:clear', { npm_config_all: '', npm_config_json: '' }).args, ['queue', 'clear'])
})

test('S0-187: two values that could be either one are refused, and so is a flag without one', () => {
  const both = { npm_config_batch_size: 'true', npm_config_delay: 'true' }
  assert.throws(() => typed('queue:work', both, ['5', '100']), /does not tell which value belongs to which of --batch-size and --delay/)
  assert.throws(() => typed('queue:clear', { npm_config_hours: 'true' }, ['soon']), /--hours needs a value; write --hours=…/)
  assert.deepEqual(typed('queue:work', { npm_config_batch_size: '5', npm_config_delay: '100' }).args, [
    ...['queue', 'work', '--batch-size=5', '--delay=100'],
  ])
})

test('what npm keeps of the flags of any other command is told, in place of doing half of what was typed', () => {
  assert.deepEqual(typed('showrunner', { npm_config_dry_run: 'true', npm_config_json: 'true' }, ['replay', '3']).args, [
    'showrunner',
    'replay',
    '3',
    '--dry-run',
    '--json',
  ])
  for (const kept of ['token_description', 'all', 'speed', 'salvage'])
    assert.throws(() => typed('showrunner', { [`npm_config_${kept}`]: 'true' }, ['replay', '3']), {
      message: /put -- before the flags, as in: npm run showrunner replay 3 -- /,
    })
})

test('every flag of a command is given back by npm, told of, or one that npm has in a file of its own as well', () => {
  const commandsOf = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(commandsOf)]
  const all = commandsOf(createProgram({ root: ROOT, version: '0.1.0', environment: { variables: {} } }))
  const names = all.flatMap(({ options }) => options.flatMap(({ long }) => (long ? [long.slice(2)] : [])))
  const left = [...new Set(names)].filter((name) => !KEPT_BY_NPM.includes(name)).sort()
  assert.deepEqual(left, ['before', 'dry-run', 'json', 'message', 'version', 'yes'])
})

test('no document says a flag of a command that npm would keep', async () => {
  const documents = ['README.md', 'plugins/README.md', ...(await readdir(join(ROOT, 'plugins'))).map((id) => `plugins/${id}/README.md`)]
  const texts = await Promise.all(documents.map((document) => readFile(join(ROOT, document), 'utf8').catch(() => '')))
  const wrong = texts
    .flatMap((text) => text.match(/npm run showrunner [^`\n#]*/g) ?? [])
    .filter((said) => {
      const [before = ''] = said.split(' -- ')
      return KEPT_BY_NPM.some((name) => new RegExp(` --${name}\\b`).test(before))
    })
  assert.deepEqual(wrong, [])
})
