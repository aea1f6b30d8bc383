import { spawn } from 'node:child_process'
import { HostError } from '../../base/errors.ts'

const MAX_MS = 10 * 60_000
const MAX_SAID = 20_000
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--save-exact']
/** What npm needs of the machine and how it reaches the registry. Not the keys of services; nor what `npm start` leaves, which would be orders here. */
const KEPT = [
  /^(path|pathext|home|userprofile|appdata|localappdata|systemroot|comspec|temp|tmp|tmpdir)$/i,
  /^(https?_proxy|no_proxy|ssl_cert_(file|dir)|node_extra_ca_certs)$/i,
  /^npm_config_(registry|proxy|https_proxy|noproxy|cafile|cache|userconfig|globalconfig|offline|prefer_offline)$/i,
]

export type Variables = Readonly<Record<string, string | undefined>>

/** Runs npm in a folder, with these variables or those that there are; none of the packages' scripts run. Rejects with PACKAGE_UNREACHABLE and what npm said. */
export async function npm(folder: string, args: readonly string[], variables?: Variables): Promise<void> {
  const all = [...args, ...FLAGS, '--prefix', folder]
  // Windows has npm as a script, which only a shell runs; names and versions were checked by the manifest's schema, and the folder is quoted.
  const isWindows = process.platform === 'win32'
  const words = isWindows ? all.map((word) => `"${word}"`) : all
  const child = spawn('npm', words, {
    cwd: folder,
    shell: isWindows,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(variables && { env: ownVariables(variables) }),
    timeout: MAX_MS,
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-MAX_SAID)
  })
  const ended = await new Promise<number | string | null>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  if (ended !== 0) throw failed(ended, said)
}

function ownVariables(variables: Variables): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => KEPT.some((kept) => kept.test(name))))
}

function failed(ended: number | string | null, said: string): HostError {
  if (ended === 'ENOENT') return new HostError('PACKAGE_UNREACHABLE', 'npm is not on the PATH; it comes with Node from https://nodejs.org')
  if (ended === 'SIGTERM') return new HostError('PACKAGE_UNREACHABLE', `npm took longer than ${MAX_MS / 60_000} minutes`)
  const lines = said.split('\n').flatMap((line) => /^npm (?:error|ERR!) (?!A complete log|code )(\S.*)$/.exec(line)?.[1] ?? [])
  return new HostError('PACKAGE_UNREACHABLE', `npm did not get the package: ${lines.slice(0, 3).join(' ') || `it ended with ${ended}`}`)
}
