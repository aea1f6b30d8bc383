import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HostError } from '../../base/errors.ts'

export type Deno = { readonly path: string; readonly version: string }

const OLDEST_MAJOR = 2
const ASK_LIMIT_MS = 10_000
const ASK = 'console.log(JSON.stringify({ path: Deno.execPath(), version: Deno.version.deno }))'

/** Where scripts/setup-deno.mjs installs the npm package `deno`, then where a project would; each holds node_modules. */
const INSTALLED = [join('node_modules', '.cache', 'showrunner', 'deno'), '.']

/** The Deno to run plugins with: the one that was set up here, or else the one in PATH. Throws PLUGIN_START_FAILED when there is none. */
export async function findDeno(root: string, env?: NodeJS.ProcessEnv): Promise<Deno> {
  const set = await Promise.all(INSTALLED.map((folder) => binariesIn(join(root, folder, 'node_modules', '@deno'))))
  for (const candidate of [...set.flat(), 'deno']) {
    const deno = await ask(candidate, env)
    if (!deno) continue
    if (Number.parseInt(deno.version, 10) >= OLDEST_MAJOR) return deno
    throw missing(`Isolation "deno" needs Deno ${OLDEST_MAJOR} or newer, and ${deno.path} is ${deno.version}`)
  }
  throw missing('Isolation "deno" needs Deno, which is neither set up here nor in PATH')
}

function missing(what: string) {
  return new HostError(
    'PLUGIN_START_FAILED',
    `${what}: install it with \`node scripts/setup-deno.mjs\` or from https://deno.com, or use "process"`,
  )
}

/** The package for this machine is a folder of its own, named after the system. */
async function binariesIn(folder: string): Promise<readonly string[]> {
  const systems = await readdir(folder).catch(() => [])
  return systems.map((system) => join(folder, system, process.platform === 'win32' ? 'deno.exe' : 'deno'))
}

/** Its own word for where it is: what stands in PATH may be a script that starts another program. */
async function ask(command: string, env: NodeJS.ProcessEnv | undefined): Promise<Deno | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['eval', ASK], { ...(env && { env }), timeout: ASK_LIMIT_MS })
    const answer: unknown = JSON.parse(stdout)
    return isDeno(answer) ? answer : undefined
  } catch {
    // Not there, or not Deno: the next candidate is asked.
    return undefined
  }
}

function isDeno(answer: unknown): answer is Deno {
  return typeof answer === 'object' && answer !== null && 'path' in answer && 'version' in answer && typeof answer.path === 'string'
}
