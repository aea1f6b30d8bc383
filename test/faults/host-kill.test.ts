import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeBenchPlugins } from '../../scripts/bench/bench-plugins.ts'
import { runKillCycles, WRITERS } from '../../scripts/bench/kill-cycles.ts'
import { temporaryFolder } from '../support/host.ts'

// `npm run bench -- kill --cycles 300` does the same for as long as one likes.
test('a whole host killed with SIGKILL under load loses nothing that it accepted', async (t) => {
  const folder = await temporaryFolder(t)
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  await writeBenchPlugins(join(folder, 'plugins'), 2)
  const { accepted, ...rest } = await runKillCycles({ dataDir, cycles: 6, random: Math.random, writer: WRITERS.host })
  assert.ok(accepted > 0)
  assert.deepEqual(rest, { cycles: 6, lost: 0, damaged: 0, contiguous: true })
})
