import { spawn } from 'node:child_process'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import type { Ending } from './host.ts'

type Options = { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv }

/** A program that talks to the host; `said` is its output, line by line. Killed with the test, whatever becomes of it. */
export function startProgram(t: Ending, program: string, { args = [], env = process.env }: Options = {}) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  const { changed, until } = createWaiters()
  let rest = ''
  const take = (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    said.push(...lines)
    changed()
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take)
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  t.after(kill)
  return { said, kill, until: (isSo: () => boolean) => until(isSo) }
}
