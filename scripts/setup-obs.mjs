#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { aptInstall } from './apt.mjs'

// Finds the OBS that the tests in test/obs run without a screen, or installs Debian's. Plain Node: it runs before anything is installed.

const NEEDED = ['/usr/bin/obs', '/usr/bin/Xvfb']
const PACKAGES = ['obs-studio', 'obs-plugins', 'xvfb', 'libgl1-mesa-dri', 'iproute2']

const isThere = () => NEEDED.every((program) => existsSync(program))
const before = isThere()
if (!before) aptInstall(...PACKAGES)

if (isThere()) console.log(`${before ? 'Found' : 'Installed with apt-get:'} /usr/bin/obs and /usr/bin/Xvfb`)
else {
  console.error(
    'OBS and Xvfb were not found and could not be installed: on Debian or Ubuntu, apt-get install obs-studio obs-plugins xvfb as root.',
  )
  process.exitCode = 1
}
