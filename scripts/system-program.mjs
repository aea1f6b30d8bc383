import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'

/**
 * Finds a program of the system, or installs Debian's package of the same name, and says which: `words` have it tell its version, and `hint` says what else
 * there is to know where there is none. Plain Node, since it runs before anything is installed.
 */
export function findOrInstall(program, words, { versionOf = (line) => line, hint = '' } = {}) {
  const version = () => {
    const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' })
    return status === 0 ? versionOf(stdout.split('\n')[0]) : undefined
  }
  const before = version()
  if (!before) aptInstall(program)
  const found = before ?? version()
  if (found) return console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
  console.error(`No ${program} was found and it could not be installed: install it with your system’s packages${hint}.`)
  process.exitCode = 1
}
