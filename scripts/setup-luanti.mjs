#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findLuanti } from './luanti-place.mjs'

// Finds the Luanti server that test/world/luanti runs, or installs Debian's. Plain Node: it runs before anything is installed.

const PACKAGES = ['minetest-server', 'luanti-server']

function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

const added = (name) => asRoot('apt-get', 'install', '-y', '--no-install-recommends', name).status === 0

function install() {
  if (!existsSync('/usr/bin/apt-get') || asRoot('true').status !== 0) return
  if (!PACKAGES.some(added)) {
    asRoot('apt-get', 'update')
    if (!PACKAGES.some(added)) return
  }
  // The package would run a server of its own from now on.
  if (existsSync('/run/systemd/system')) for (const name of PACKAGES) asRoot('systemctl', 'disable', '--now', name)
}

const before = findLuanti()
if (!before) install()
const found = before ?? findLuanti()

if (found) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
else {
  console.error('No Luanti server was found and it could not be installed: on Debian or Ubuntu, apt-get install minetest-server as root.')
  process.exitCode = 1
}
