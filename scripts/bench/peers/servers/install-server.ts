import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { ServerProgram } from './server.ts'

/** Installs the server's package with apt when it is missing. Answers a sentence on what is missing, or nothing. */
export function installServer({ version: [probe = '', ...rest], packageName }: ServerProgram): string | undefined {
  const isThere = () => spawnSync(probe, rest).status === 0
  if (isThere()) return undefined
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (!existsSync('/usr/bin/apt-get')) return `${packageName} is not installed, and there is no apt to install it with`
  const apt = (...args: readonly string[]) => {
    const [command = '', ...words] = [...asRoot, 'apt-get', ...args]
    // A run level at which Debian starts no services: the bench starts its own.
    return spawnSync(command, words, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } })
  }
  apt('update')
  apt('install', '-y', '--no-install-recommends', packageName)
  return isThere() ? undefined : `${packageName} is not installed, and apt could not install it (it needs root)`
}
