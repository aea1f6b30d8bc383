#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PEERS_CACHE, PEERS_SOURCE, peersFolder } from './place.mjs'

// Installs the npm packages that the bench measures us beside; none of their scripts runs. Plain Node.

/** Answers a sentence on what was missing, or nothing when all is there. */
export function setupPeers() {
  const folder = peersFolder()
  if (existsSync(folder)) return undefined
  mkdirSync(PEERS_CACHE, { recursive: true })
  // Elsewhere first, so that what is at the place is whole.
  const installing = mkdtempSync(join(PEERS_CACHE, '.installing-'))
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PEERS_SOURCE, file), join(installing, file))
  const npm = spawnSync('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', { cwd: installing, encoding: 'utf8', shell: true })
  if (npm.status === 0 && !existsSync(folder)) renameSync(installing, folder)
  else rmSync(installing, { recursive: true })
  return npm.status === 0
    ? undefined
    : `npm ci in scripts/bench/peers failed: ${npm.stderr.split('\n').find((line) => /error/.test(line)) ?? ''}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = setupPeers()
  if (problem) console.error(problem)
  else console.log(`The peers' packages are in ${peersFolder()}`)
  process.exitCode = problem ? 1 : 0
}
