#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'
import { findBrowser } from './browser-places.mjs'

// Finds the browser that the tests in test/browser use, or installs Debian's; with `--window` one that can open a window, as the plugin dino-chrome has it. Plain
// Node: it runs before anything is installed.

const hasWindow = process.argv.includes('--window')
const before = findBrowser(process.env, { hasWindow })
// Other systems have the whole one only.
if (!before && (hasWindow || !aptInstall('chromium-headless-shell'))) aptInstall('chromium')
const browser = before ?? findBrowser(process.env, { hasWindow })

if (browser)
  console.log(
    `${before ? 'Found' : 'Installed with apt-get:'} ${browser}, ${spawnSync(browser, ['--version'], { encoding: 'utf8' }).stdout.trim()}`,
  )
else {
  console.error('No Chromium was found and none could be installed: install Chrome or Chromium, or name one in CHROMIUM_PATH.')
  process.exitCode = 1
}
