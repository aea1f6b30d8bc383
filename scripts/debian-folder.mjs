import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptInstall } from './apt.mjs'

// A small Debian in a folder, for tests that need programs which this system has not or is not to have; plain Node, since it runs before anything is installed.

const MIRROR = process.env.SHOWRUNNER_DEBIAN_MIRROR ?? 'http://deb.debian.org/debian'
const DEBOOTSTRAP = '/usr/sbin/debootstrap'

/** Runs a program; answers whether it ended well, and the last it said. */
export function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-5).join('\n')
  return { isDone: status === 0, said }
}

/** Puts the smallest Debian of a suite into a folder, in place of whatever was there. Answers why it cannot be done, or nothing. */
export function makeDebian(folder, suite) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it takes Linux and root (debootstrap makes a root folder)'
  if (!existsSync(DEBOOTSTRAP) && !aptInstall('debootstrap')) return 'debootstrap is not there: apt-get install debootstrap'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { isDone, said } = run(DEBOOTSTRAP, '--variant=minbase', suite, folder, MIRROR)
  return isDone ? undefined : `Debian ${suite} could not be fetched from ${MIRROR}:\n${said}`
}

/** Installs packages in that folder, and starts none of them. Answers why it cannot be done, or nothing. */
export function addPackages(folder, packages) {
  // Debian asks this file.
  const policy = join(folder, 'usr/sbin/policy-rc.d')
  writeFileSync(policy, '#!/bin/sh\nexit 101\n')
  chmodSync(policy, 0o755)
  const { isDone, said } = run('chroot', folder, 'apt-get', 'install', '-y', '--no-install-recommends', ...packages)
  if (!isDone) return `apt-get install ${packages.join(' ')} failed:\n${said}`
  run('chroot', folder, 'apt-get', 'clean')
  return undefined
}
