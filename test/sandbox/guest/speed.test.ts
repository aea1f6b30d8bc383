import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { buildRunnerCode } from '../../../core/sandbox/runner-code.ts'

const root = dirname(fileURLToPath(new URL('../..', import.meta.url)))

/** Asks V8 itself, in a locked realm, what a stop-watch could only guess. */
async function ask(questions: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const folder = await buildRunnerCode(root)
  const code = `
    const { createContext, Script } = require('node:vm')
    const { readFileSync } = require('node:fs')
    const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } })
    const run = (name) => new Script(readFileSync(process.argv[1] + '/' + name + '.js', 'utf8')).runInContext(context)
    run('prelude')({ externalBytes: () => 0, collect() {}, maxBytes: 2 ** 28 })
    run('ses')
    run('lockdown')
    const answers = Object.entries(JSON.parse(process.argv[2])).map(([name, code]) => [name, new Script(code).runInContext(context)])
    console.log(JSON.stringify(Object.fromEntries(answers)))`
  const { stdout } = await execa(process.execPath, ['--allow-natives-syntax', '-e', code, folder, JSON.stringify(questions)])
  return JSON.parse(stdout)
}

test('a locked realm leaves V8 the short cuts that ordinary code takes', async () => {
  const answers = await ask({
    'typed arrays share a shape': '%HaveSameMap(new Uint8Array(1), new Uint8Array(2))',
    'buffers share a shape': '%HaveSameMap(new ArrayBuffer(1), new ArrayBuffer(2))',
    'array methods make plain arrays': '%ArraySpeciesProtector()',
    'spreading an array reads it directly': '%ArrayIteratorProtector()',
    'await takes promises as they are': '%PromiseSpeciesProtector()',
    'typed arrays inherit from something fast':
      '%HasFastProperties(Uint8Array.prototype) && %HasFastProperties(Object.getPrototypeOf(Uint8Array.prototype))',
  })
  assert.deepEqual(
    Object.entries(answers).filter(([, answer]) => answer !== true),
    [],
  )
})
