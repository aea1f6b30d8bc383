#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// Finds LuaJIT, in which tests run the add-on of Garry’s Mod and the script of Roblox, or installs Debian's. Plain Node: it runs before anything is installed.

function run(program, ...args) {
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

function asRoot(...command) {
  return process.getuid?.() === 0 ? run(...command) : run('sudo', '-n', ...command)
}

function version() {
  const { status, stdout } = run('luajit', '-v')
  return status === 0 ? stdout.split('\n')[0] : undefined
}

function install() {
  if (!existsSync('/usr/bin/apt-get') || asRoot('true').status !== 0) return
  asRoot('apt-get', 'update')
  const { status, stderr } = asRoot('apt-get', 'install', '-y', '--no-install-recommends', 'luajit')
  if (status !== 0) console.error(stderr.trim())
}

const before = version()
if (!before) install()
const found = before ?? version()

if (found) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
else {
  console.error('No luajit was found and it could not be installed: install it with your system’s packages.')
  process.exitCode = 1
}
