#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from './browser-places.mjs'

// Finds the browser that the tests in test/browser use, or installs Debian's. Plain Node: it runs before anything is installed.

function run(program, ...args) {
  return spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
}

function asRoot(...command) {
  return process.getuid?.() === 0 ? run(...command) : run('sudo', '-n', ...command)
}

function install() {
  if (!existsSync('/usr/bin/apt-get') || asRoot('true').status !== 0) return
  asRoot('apt-get', 'update')
  const { status, stderr } = asRoot('apt-get', 'install', '-y', '--no-install-recommends', 'chromium')
  if (status !== 0) console.error(stderr.trim())
}

const before = findBrowser(process.env)
if (!before) install()
const browser = before ?? findBrowser(process.env)

if (browser) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${browser}, ${run(browser, '--version').stdout.trim()}`)
else {
  console.error('No Chromium was found and none could be installed: install Chrome or Chromium, or name one in CHROMIUM_PATH.')
  process.exitCode = 1
}
