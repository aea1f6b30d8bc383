import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runKillCycles } from './kill-cycles.ts'

// Kills a writing process so many times and counts what was accepted and is not there: must be none.
const { values } = parseArgs({ options: { cycles: { type: 'string', default: '300' } } })
const dataDir = mkdtempSync(join(tmpdir(), 'showrunner-kill-'))
const { cycles, accepted, lost, damaged, contiguous } = await runKillCycles({ dataDir, cycles: Number(values.cycles), random: Math.random })
console.log(`cycles ${cycles}  accepted ${accepted}  lost ${lost}  damaged ${damaged}  contiguous ${contiguous}`)
rmSync(dataDir, { recursive: true })
process.exitCode = accepted > 0 && lost === 0 && damaged === 0 && contiguous ? 0 : 1
