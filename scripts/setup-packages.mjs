#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PACKAGES_CACHE, PACKAGES_SOURCE, packagesFolder } from './packages-place.mjs'

// Installs the npm packages that test/packages runs in the sandbox, beside the project's own; none of their scripts runs.
// Plain Node: it may run before anything else is installed.

const folder = packagesFolder()
const { dependencies } = JSON.parse(readFileSync(join(PACKAGES_SOURCE, 'package.json'), 'utf8'))
const what = `${Object.keys(dependencies).length} npm packages for test/packages`

if (existsSync(folder)) console.log(`Found ${what} in ${folder}`)
else if (install()) console.log(`Installed ${what} in ${folder}, without running their scripts`)
else process.exitCode = 1

/** Elsewhere first, so that what is at the place is whole. */
function install() {
  mkdirSync(PACKAGES_CACHE, { recursive: true })
  const installing = mkdtempSync(join(PACKAGES_CACHE, '.installing-'))
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PACKAGES_SOURCE, file), join(installing, file))
  const npm = spawnSync('npm ci --ignore-scripts --no-audit --no-fund', { cwd: installing, encoding: 'utf8', shell: true })
  if (npm.status === 0) {
    replace(installing)
    return true
  }
  rmSync(installing, { recursive: true })
  console.error(
    `The ${what} were not installed; npm ci in test/packages said:\n${npm.stderr
      .split('\n')
      .filter((line) => /error/.test(line))
      .slice(0, 10)
      .join('\n')}`,
  )
  return false
}

function replace(installing) {
  try {
    renameSync(installing, folder)
  } catch (error) {
    // Somebody else was faster; what is there is as good.
    if (!existsSync(folder)) throw error
    rmSync(installing, { recursive: true })
  }
  const old = readdirSync(PACKAGES_CACHE).filter((name) => name !== basename(folder) && !name.startsWith('.'))
  for (const name of old) rmSync(join(PACKAGES_CACHE, name), { recursive: true })
}
