import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Measure } from '../../scripts/bench/apart.ts'
import { createCleanup } from '../../scripts/bench/cleanup.ts'
import { drawPicture } from '../../scripts/bench/draw-picture.ts'
import { JOBS } from '../../scripts/bench/ours/jobs.ts'
import { runParts, tablesOf } from '../../scripts/bench/run-parts.ts'
import { SHORT } from '../../scripts/bench/sizes.ts'

const MAIN = fileURLToPath(new URL('../../scripts/bench/main.ts', import.meta.url))

/** As in a process of its own, but sooner. */
const measureHere: Measure = (kind, options) => (JOBS[kind] as (options: unknown) => Promise<never>)(options)

test('every part of the bench runs, and its figures fill tables and a picture', async () => {
  const parts = ['spine', 'latency', 'growth', 'cost'] as const
  const run = await runParts({
    parts,
    rounds: 1,
    sizes: SHORT,
    cleanup: createCleanup(),
    measure: measureHere,
    progress: () => {},
  })
  const text = tablesOf(run).join('\n')
  const picture = drawPicture(run)
  assert.deepEqual([Object.keys(run.parts), run.problems], [parts, []])
  assert.doesNotMatch(text, /NaN|undefined|Infinity/)
  assert.match(picture, /^<svg [\s\S]*<\/svg>\n$/)
  assert.doesNotMatch(picture, /NaN|undefined|Infinity/)
})

test('the bench measures in processes of their own and answers as JSON', async () => {
  const { stdout } = await execa`${process.execPath} --import tsx ${MAIN} cost --short --json`
  const { machine, parts } = JSON.parse(stdout)
  assert.deepEqual([machine.rounds, Object.keys(parts), parts.cost.length], ['1 round', ['cost'], 2])
})

test('the bench refuses what it does not know in one sentence', async () => {
  const { exitCode, stderr } = await execa({ reject: false })`${process.execPath} --import tsx ${MAIN} speed`
  assert.deepEqual([exitCode, stderr], [64, 'There is no part speed: npm run bench -- --help lists them'])
})
