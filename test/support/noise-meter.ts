import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import type { Ending } from './host.ts'

const IDLE = `const { monitorEventLoopDelay } = require('node:perf_hooks')
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.once('SIGTERM', () => process.stdout.write(String(delay.percentile(99) / 1e6), () => process.exit(0)))
setInterval(() => {}, 1e6)`

/**
 * Starts an idle process, of the low priority that runners have, and answers what asks how late its timers were at the 99th percentile, in
 * milliseconds: so much is the machine's doing, and not that of what is tested.
 */
export function startNoiseMeter(t: Ending): () => Promise<number> {
  const idle = spawn(process.execPath, ['-e', IDLE], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (idle.pid !== undefined) setPriority(idle.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  t.after(() => idle.kill('SIGKILL'))
  return async () => {
    idle.kill('SIGTERM')
    const [text] = await once(idle.stdout, 'data')
    return Math.max(0, Number(text) - 10)
  }
}
