#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.mjs'

// Finds the eSpeak NG of the system, which speaks where no package was added, or installs Debian's. Plain Node: it runs before anything is installed.

function version() {
  const { status, stdout } = spawnSync('espeak-ng', ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0].replace(/ *Data at:.*/, '') : undefined
}

const before = version()
if (!before) aptInstall('espeak-ng')
const found = before ?? version()

if (found) console.log(`${before ? 'Found' : 'Installed with apt-get:'} ${found}`)
else {
  console.error('No espeak-ng was found and it could not be installed: install it with your system’s packages.')
  process.exitCode = 1
}
