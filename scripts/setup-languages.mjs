#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { aptInstall } from './apt.mjs'

// Finds the small languages that clients of games are written in, for test/world/generic-game, or installs Debian's. A Java that is there is run, too; it
// is too large to be installed for one test. Plain Node: it runs before anything is installed.

const NEEDED = ['/usr/bin/lua5.4', '/usr/share/lua/5.4/socket.lua', '/usr/share/lua/5.4/dkjson.lua', '/usr/bin/mcs', '/usr/bin/mono']
const PACKAGES = [
  ...['lua5.4', 'lua-socket', 'lua-dkjson'],
  ...['mono-mcs', 'mono-runtime', 'libmono-system-runtime-serialization4.0-cil', 'python3-minimal'],
]

const isThere = () => NEEDED.every((file) => existsSync(file)) && spawnSync('python3', ['--version']).status === 0
const before = isThere()
if (!before) aptInstall(...PACKAGES)

if (isThere()) console.log(`${before ? 'Found' : 'Installed with apt-get:'} Python, Lua with LuaSocket and dkjson, and Mono`)
else {
  console.error(
    `Python, Lua or Mono was not found and could not be installed: on Debian or Ubuntu, apt-get install ${PACKAGES.join(' ')} as root.`,
  )
  process.exitCode = 1
}
