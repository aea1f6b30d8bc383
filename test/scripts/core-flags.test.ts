import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CORE_FLAGS } from '../../scripts/core-flags.mjs'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'
import { startSupervised } from '../support/supervised-process.ts'

const PRINT_FLAGS = `process.stderr.write('flags ' + process.execArgv.join(' ') + '\\n')`

test('npm start runs the core with its flags, and who watches it without them', async (t) => {
  const supervised = await startSupervised(t, createFolder(), { code: PRINT_FLAGS })
  await supervised.ready()
  assert.match(supervised.said(), new RegExp(`^flags ${CORE_FLAGS.join(' ')} --import `, 'm'))
  assert.equal(supervised.said().split('flags ').length, 2)
})

test('a container runs it with the same', () => {
  const [, entry = ''] = readFileSync(join(ROOT, 'scripts/container/Dockerfile'), 'utf8').match(/^ENTRYPOINT (.*)$/m) ?? []
  assert.deepEqual(JSON.parse(entry), ['node', ...CORE_FLAGS, 'scripts/run.mjs', 'core/main.ts'])
})
