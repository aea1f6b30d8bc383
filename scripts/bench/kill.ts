import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type KillReport, runKillCycles } from './kill-cycles.ts'

/** Kills a writing process so many times and counts what was accepted and is not there: the exit code is 1 when there is any. */
export async function runKills({ cycles, say }: { readonly cycles: number; readonly say: (line: string) => void }): Promise<KillReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'showrunner-kill-'))
  const report = await runKillCycles({ dataDir, cycles, random: Math.random })
  rmSync(dataDir, { recursive: true })
  const { accepted, lost, damaged, contiguous } = report
  say(`cycles ${cycles}  accepted ${accepted}  lost ${lost}  damaged ${damaged}  contiguous ${contiguous}`)
  if (accepted === 0 || lost > 0 || damaged > 0 || !contiguous) process.exitCode = 1
  return report
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { cycles: { type: 'string', default: '300' } } })
  await runKills({ cycles: Number(values.cycles), say: console.log })
}
