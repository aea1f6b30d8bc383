#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, DENO_VERSION, findDeno } from './deno-places.mjs'
import { npm } from './install.mjs'

// Finds the Deno that the conformance suite and the isolation "deno" are tested with, or installs npm's into a folder that git ignores.
// Plain Node: it runs before anything is installed.

/** Without the package's own script, which only copies the program to a second place. */
function install() {
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n')
  const silence = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stdout, stderr } = npm(cache, ['install', `deno@${DENO_VERSION}`, `--prefix=${cache}`, ...silence])
  if (status !== 0) console.error(`${stdout ?? ''}${stderr ?? ''}`.trim())
}

const before = findDeno(process.env)
if (!before) install()
const deno = before ?? findDeno(process.env)
const version = deno && /^deno \S+/.exec(spawnSync(deno, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0]

if (version) console.log(`${before ? 'Found' : 'Installed with npm:'} ${deno}, ${version}`)
else {
  console.error(`No Deno was found and npm could not install deno@${DENO_VERSION}: check the network, or name a Deno in DENO_PATH.`)
  process.exitCode = 1
}
