import { execa } from 'execa'
import { bundleScript } from '../bundle-script.mjs'
import { CORE_FLAGS } from '../core-flags.mjs'
import { ROOT } from './host.ts'
import type { Jobs } from './ours/jobs.ts'

export type Measure = <Kind extends keyof Jobs>(kind: Kind, options: Parameters<Jobs[Kind]>[0]) => Promise<Awaited<ReturnType<Jobs[Kind]>>>

const LIMIT_MS = 15 * 60_000

/** Measures with a host in a fresh process, run as the core is, so that nothing measured before is in its memory or its compiled code. */
export const measureApart: Measure = async (kind, options) => {
  const job = JSON.stringify({ kind, options })
  const { stdout } = await execa({
    cwd: ROOT,
    stderr: 'inherit',
    timeout: LIMIT_MS,
  })`${process.execPath} ${CORE_FLAGS} ${await bundleScript(ROOT, 'scripts/bench/ours/run.ts')} ${job}`
  // What that job prints; see ours/run.ts.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
