#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'

// Finds LuaJIT, in which tests run the add-on of Garry’s Mod and the script of Roblox, or installs Debian's. Plain Node: it runs before anything is installed.

function version() {
  const { status, stdout } = spawnSync('luajit', ['-v'], { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0] : undefined
}

const before = version()
if (!before) aptInstall('luajit')
const found = before ?? version()

if (found) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
else {
  console.error('No luajit was found and it could not be installed: install it with your system’s packages.')
  process.exitCode = 1
}
