#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptInstall } from './apt.mjs'
import { ASTERISK_ROOT, hasAsterisk } from './asterisk-place.mjs'

// Installs the Asterisk and the SIPp that the tests in test/asterisk talk to: Debian's newest, in a folder of its own. Plain Node: it runs before anything is
// installed. Debian 12 and 13 have no Asterisk, so it is taken from sid, and touches nothing of this system but the package debootstrap.

const SUITE = 'sid'
const MIRROR = process.env.SHOWRUNNER_DEBIAN_MIRROR ?? 'http://deb.debian.org/debian'
const PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-config', 'sip-tester']
const DEBOOTSTRAP = '/usr/sbin/debootstrap'

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-5).join('\n')
  return { isDone: status === 0, said }
}

/** Answers why it cannot be done, or nothing. */
function install() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it takes Linux and root (debootstrap makes a root folder)'
  if (process.arch !== 'x64') return 'the tests know where a Debian for amd64 keeps its libraries, and no other'
  if (!existsSync(DEBOOTSTRAP) && !aptInstall('debootstrap')) return 'debootstrap is not there: apt-get install debootstrap'
  rmSync(ASTERISK_ROOT, { recursive: true, force: true })
  mkdirSync(ASTERISK_ROOT, { recursive: true })
  const base = run(DEBOOTSTRAP, '--variant=minbase', SUITE, ASTERISK_ROOT, MIRROR)
  if (!base.isDone) return `Debian ${SUITE} could not be fetched from ${MIRROR}:\n${base.said}`
  keepStopped()
  const added = run('chroot', ASTERISK_ROOT, 'apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES)
  if (!added.isDone) return `apt-get install ${PACKAGES.join(' ')} failed:\n${added.said}`
  run('chroot', ASTERISK_ROOT, 'apt-get', 'clean')
  writeFileSync(join(ASTERISK_ROOT, 'ready'), `${SUITE}\n`)
  return undefined
}

/** Nothing that is installed there is started: Debian asks this file. */
function keepStopped() {
  const file = join(ASTERISK_ROOT, 'usr/sbin/policy-rc.d')
  writeFileSync(file, '#!/bin/sh\nexit 101\n')
  chmodSync(file, 0o755)
}

const wasThere = hasAsterisk()
const problem = wasThere ? undefined : install()
if (hasAsterisk()) console.log(`${wasThere ? 'Found' : 'Installed'}: Asterisk and SIPp in ${ASTERISK_ROOT}`)
else {
  console.error(`Asterisk could not be installed: ${problem ?? 'a program is missing afterwards'}`)
  process.exitCode = 1
}
