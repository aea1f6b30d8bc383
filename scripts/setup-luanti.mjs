#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { aptInstall, asRoot } from './apt.mjs'
import { findLuanti } from './luanti-place.mjs'

// Finds the Luanti server that test/world/luanti runs, or installs Debian's. Plain Node: it runs before anything is installed.

const PACKAGES = ['minetest-server', 'luanti-server']

function install() {
  if (!PACKAGES.some((name) => aptInstall(name))) return
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
