import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { ServerProgram } from './server.ts'

/** Installs the server's package with apt when it is missing. Answers a sentence on what is missing, or nothing. */
export function installServer(server: ServerProgram): string | undefined {
  const { packageName } = server
  const isThere = () => isInstalled(server)
  if (isThere()) return undefined
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (!existsSync('/usr/bin/apt-get')) return `${packageName} is not installed, and there is no apt to install it with`
  const apt = (...args: readonly string[]) => {
    const [command = '', ...words] = [...asRoot, 'apt-get', ...args]
    // A run level at which Debian starts no services: whoever needs one starts its own.
    return spawnSync(command, words, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } })
  }
  apt('update')
  // Others may install something at the same time.
  apt('-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', packageName)
  return isThere() ? undefined : `${packageName} is not installed, and apt could not install it (it needs root)`
}

/** Whether it can be started here. */
export const isInstalled = ({ version: [probe = '', ...rest] }: ServerProgram): boolean => spawnSync(probe, rest).status === 0
