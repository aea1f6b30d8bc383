#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'
import { findBrowser } from './browser-places.mjs'

// Finds the browser that the tests in test/browser use, or installs Debian's. Plain Node: it runs before anything is installed.

const before = findBrowser(process.env)
if (!before) aptInstall('chromium')
const browser = before ?? findBrowser(process.env)

if (browser)
  console.log(
    `${before ? 'Found' : 'Installed with apt-get:'} ${browser}, ${spawnSync(browser, ['--version'], { encoding: 'utf8' }).stdout.trim()}`,
  )
else {
  console.error('No Chromium was found and none could be installed: install Chrome or Chromium, or name one in CHROMIUM_PATH.')
  process.exitCode = 1
}
