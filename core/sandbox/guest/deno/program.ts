import type { SpawnHow } from '../../powers.ts'
import type { Signal } from './cancel.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

type Stdio = 'piped' | 'null'
export type StdioDefaults = { readonly stdout: Stdio; readonly stderr: Stdio }

/** What to start and how, read once from what the plugin handed in. */
export type Program = {
  readonly command: string
  readonly signal: Signal | undefined
  how(defaults: StdioDefaults): SpawnHow
}

/** Options that would let a program be more than the plugin was granted. */
const REFUSED = ['uid', 'gid', 'detached', 'windowsRawArguments'] as const

/** Takes a command and its options as Deno.Command does. Throws TypeError, and NotSupported for what plugins may not ask. */
export function createProgram(parts: DenoParts, command: unknown, options: Deno.CommandOptions): Program {
  const { args = [], cwd, env = {}, signal, stdin, stdout, stderr } = options
  const refused = REFUSED.find((name) => Reflect.get(options, name))
  if (refused) throw new parts.errors.NotSupported(`Deno.Command of a plugin does not take the option "${refused}": leave it out`)
  const pathOf = createPaths(parts)
  const fixed = {
    args: Array.from(args, (argument) => withoutNul(String(argument))),
    ...(cwd === undefined || cwd === null ? {} : { cwd: pathOf(cwd) }),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [withoutNul(name), withoutNul(String(value))])),
  }
  const chosen = { stdin: stdioOf('stdin', stdin), stdout: stdioOf('stdout', stdout), stderr: stdioOf('stderr', stderr) }
  return {
    command: typeof command === 'string' ? withoutNul(command) : pathOf(command),
    signal,
    how: (defaults) => ({
      ...fixed,
      stdin: chosen.stdin ?? 'null',
      stdout: chosen.stdout ?? defaults.stdout,
      stderr: chosen.stderr ?? defaults.stderr,
    }),
  }
}

/** "inherit" is "null": a plugin has no terminal to hand on. */
function stdioOf(name: string, value: unknown): Stdio | undefined {
  if (value === undefined) return undefined
  if (value === 'piped' || value === 'null') return value
  if (value === 'inherit') return 'null'
  throw new TypeError(`The option "${name}" of Deno.Command must be "piped", "inherit" or "null"`)
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new TypeError('A command, its arguments and its environment must not have a NUL byte in them')
  return text
}
