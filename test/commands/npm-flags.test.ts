import assert from 'node:assert/strict'
import { test } from 'node:test'
import { argumentsAsTyped } from '../../scripts/npm-flags.mjs'

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
