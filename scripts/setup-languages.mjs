#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// Finds the small languages that clients of games are written in, for test/world/generic-game, or installs Debian's. A Java that is there is run, too; it
// is too large to be installed for one test. Plain Node: it runs before anything is installed.

const NEEDED = ['/usr/bin/lua5.4', '/usr/share/lua/5.4/socket.lua', '/usr/share/lua/5.4/dkjson.lua', '/usr/bin/mcs', '/usr/bin/mono']
const PACKAGES = [
  ...['lua5.4', 'lua-socket', 'lua-dkjson'],
  ...['mono-mcs', 'mono-runtime', 'libmono-system-runtime-serialization4.0-cil', 'python3-minimal'],
]

function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

function install() {
  if (!existsSync('/usr/bin/apt-get') || asRoot('true').status !== 0) return
  const added = () => asRoot('apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES)
  if (added().status === 0) return
  asRoot('apt-get', 'update')
  const { status, stderr } = added()
  if (status !== 0) console.error(stderr.trim())
}

const isThere = () => NEEDED.every((file) => existsSync(file)) && spawnSync('python3', ['--version']).status === 0
const before = isThere()
if (!before) install()

if (isThere()) console.log(`${before ? 'Found' : 'Installed with apt-get:'} Python, Lua with LuaSocket and dkjson, and Mono`)
else {
  console.error(
    `Python, Lua or Mono was not found and could not be installed: on Debian or Ubuntu, apt-get install ${PACKAGES.join(' ')} as root.`,
  )
  process.exitCode = 1
}
