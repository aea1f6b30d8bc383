import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// What scripts that set tests up share; plain Node, since they run before anything is installed.

const APT = '/usr/bin/apt-get'
/** Others may install something at the same time. */
const WAIT_S = 300

/** Runs a program as root, by sudo without a password where this is not root. */
export function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

/** Installs Debian's packages, without what they only recommend. Answers whether it did; why not stands on the error output, where there is apt and root. */
export function aptInstall(...packages) {
  if (!existsSync(APT) || asRoot('true').status !== 0) return false
  const install = () => asRoot(APT, '-o', `DPkg::Lock::Timeout=${WAIT_S}`, 'install', '-y', '--no-install-recommends', ...packages)
  if (install().status === 0) return true
  // The lists may be missing, or older than what the servers have.
  update()
  const { status, stderr } = install()
  if (status !== 0) console.error(`${stderr ?? ''}`.trim())
  return status === 0
}

/** The option above is not for the lists. */
function update() {
  const givesUpAt = Date.now() + WAIT_S * 1000
  for (;;) {
    const { status, stderr } = asRoot(APT, 'update')
    const isBusy = status !== 0 && `${stderr}`.includes('Could not get lock')
    if (!isBusy || Date.now() > givesUpAt) return
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  }
}
