#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'

// Finds strace, with which tests see the order of writes and break syncs, or installs Debian's. Plain Node: it runs before anything is installed.

function version() {
  const { status, stdout } = spawnSync('strace', ['-V'], { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0] : undefined
}

const before = version()
if (!before) aptInstall('strace')
const found = before ?? version()

if (found) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
else {
  console.error('No strace was found and it could not be installed: install it with your system’s packages (it is for Linux only).')
  process.exitCode = 1
}
