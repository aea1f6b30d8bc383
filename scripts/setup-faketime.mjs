#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { findFaketime } from './faketime-place.mjs'

// Finds the library that gives a process another wall clock, for the tests of what jumps of it do, or installs it with apt.
// Plain Node: it runs before anything is installed. Elsewhere than on a Linux with apt those tests do without.

const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']

function apt(...args) {
  const [command, ...rest] = [...asRoot, 'apt-get', ...args]
  return spawnSync(command, rest, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

function install() {
  if (apt('install', '-y', '--no-install-recommends', 'libfaketime').status === 0) return
  apt('update')
  const { status, stderr } = apt('install', '-y', '--no-install-recommends', 'libfaketime')
  if (status !== 0) console.error(`${stderr ?? ''}`.trim())
}

const before = findFaketime()
if (!before && process.platform === 'linux') install()
const library = before ?? findFaketime()

if (library) console.log(`${before ? 'Found' : 'Installed with apt:'} ${library}`)
else {
  console.error('libfaketime was not found and apt could not install it: install it, or the tests of clocks that jump are skipped.')
  process.exitCode = 1
}
