#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PACKAGE_SETS, packagesCache, packagesFolder, packagesSource } from './packages-place.mjs'

// Installs the npm packages that a folder of tests has for itself (the one named, else all), beside the project's own; none of their scripts runs.
// Plain Node: it may run before anything else is installed.

const wanted = process.argv.slice(2)
const unknown = wanted.find((set) => !PACKAGE_SETS.includes(set))
if (unknown === undefined) for (const set of wanted.length > 0 ? wanted : PACKAGE_SETS) setUp(set)
else {
  console.error(`There are no packages for test/${unknown}; there are for ${PACKAGE_SETS.join(', ')}.`)
  process.exitCode = 64
}

function setUp(set) {
  const folder = packagesFolder(set)
  const { dependencies } = JSON.parse(readFileSync(join(packagesSource(set), 'package.json'), 'utf8'))
  const what = `${Object.keys(dependencies).length} npm packages for test/${set}`
  if (existsSync(folder)) console.log(`Found ${what} in ${folder}`)
  else if (install(set, what)) console.log(`Installed ${what} in ${folder}, without running their scripts`)
  else process.exitCode = 1
}

/** Elsewhere first, so that what is at the place is whole. */
function install(set, what) {
  const [source, cache] = [packagesSource(set), packagesCache(set)]
  mkdirSync(cache, { recursive: true })
  const installing = mkdtempSync(join(cache, '.installing-'))
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(source, file), join(installing, file))
  const npm = spawnSync('npm ci --ignore-scripts --no-audit --no-fund', { cwd: installing, encoding: 'utf8', shell: true })
  if (npm.status === 0) {
    replace(set, installing)
    return true
  }
  rmSync(installing, { recursive: true })
  console.error(
    `The ${what} were not installed; npm ci in test/${set} said:\n${npm.stderr
      .split('\n')
      .filter((line) => /error/.test(line))
      .slice(0, 10)
      .join('\n')}`,
  )
  return false
}

function replace(set, installing) {
  const folder = packagesFolder(set)
  try {
    renameSync(installing, folder)
  } catch (error) {
    // Somebody else was faster; what is there is as good.
    if (!existsSync(folder)) throw error
    rmSync(installing, { recursive: true })
  }
  const cache = packagesCache(set)
  const old = readdirSync(cache).filter((name) => name !== basename(folder) && !name.startsWith('.'))
  for (const name of old) rmSync(join(cache, name), { recursive: true })
}
