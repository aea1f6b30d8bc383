import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeBenchPlugins } from '../../scripts/bench/bench-plugins.ts'
import { runKillCycles } from '../../scripts/bench/kill-cycles.ts'
import { createFolder } from '../support/folder.ts'

const CYCLES = process.env.SHOWRUNNER_LONG ? 300 : 10

test('O5, D1: a whole host killed with SIGKILL under load loses nothing that it accepted, and leaves out no number', async (t) => {
  const folder = createFolder()
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  await writeBenchPlugins(join(folder, 'plugins'), 2)
  const { accepted, ...rest } = await runKillCycles({ dataDir, cycles: CYCLES, random: Math.random, writer: 'host' })
  t.diagnostic(`figure: ${rest.lost} of ${accepted.toLocaleString('en')} accepted events lost in ${CYCLES} kills of a host under load`)
  assert.ok(accepted > 0)
  assert.deepEqual(rest, { cycles: CYCLES, lost: 0, damaged: 0, contiguous: true })
})
