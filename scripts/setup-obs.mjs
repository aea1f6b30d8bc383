#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// Finds the OBS that the tests in test/obs run without a screen, or installs Debian's. Plain Node: it runs before anything is installed.

const NEEDED = ['/usr/bin/obs', '/usr/bin/Xvfb']
const PACKAGES = ['obs-studio', 'obs-plugins', 'xvfb', 'libgl1-mesa-dri', 'iproute2']

function run(program, ...args) {
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

function asRoot(...command) {
  return process.getuid?.() === 0 ? run(...command) : run('sudo', '-n', ...command)
}

function install() {
  if (!existsSync('/usr/bin/apt-get') || asRoot('true').status !== 0) return
  asRoot('apt-get', 'update')
  const { status, stderr } = asRoot('apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES)
  if (status !== 0) console.error(stderr.trim())
}

const isThere = () => NEEDED.every((program) => existsSync(program))
const before = isThere()
if (!before) install()

if (isThere()) console.log(`${before ? 'Found' : 'Installed with apt-get:'} /usr/bin/obs and /usr/bin/Xvfb`)
else {
  console.error(
    'OBS and Xvfb were not found and could not be installed: on Debian or Ubuntu, apt-get install obs-studio obs-plugins xvfb as root.',
  )
  process.exitCode = 1
}
