#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENGINE, inEngine } from './container-engine.mjs'
import { BASE_IMAGE, CONTAINER_ROOT, hasContainers } from './container-place.mjs'
import { addPackages, makeDebian, run } from './debian-folder.mjs'

// Installs the Docker Engine with Compose that the tests in test/container run, Debian's, in a folder of its own, and makes of the same Debian what the image of
// Showrunner is built upon. Plain Node: it runs before anything is installed. Touches nothing of this system but the package debootstrap.

const SUITE = 'trixie'
const PACKAGES = ['docker.io', 'docker-cli', 'docker-compose']
const NODE = `node-linux-${process.arch}`
/** A program that needs nothing beside it. */
const SMALL = 'usr/bin/tini-static'
const ENGINE_WAIT_MS = 30_000
/** What this machine trusts; the network of some has a certificate of its own. */
const TRUSTED = '/etc/ssl/certs/ca-certificates.crt'
const LEFT_OUT = ['base.tar', 'var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale', 'usr/share/man']

/** Answers why it cannot be done, or nothing. */
function install() {
  if (process.getuid?.() === 0 && !run('unshare', '--mount', '--pid', '--fork', 'true').isDone)
    return 'no namespaces can be made here (unshare)'
  const problem = makeDebian(CONTAINER_ROOT, SUITE)
  if (problem) return problem
  const image = makeBaseImage()
  if (!image.isDone) return `Node could not be put into the image:\n${image.said}`
  const missing = addPackages(CONTAINER_ROOT, PACKAGES)
  if (missing) return missing
  const tried = tryOut()
  if (!tried.isDone) return `it runs no container here:\n${tried.said}`
  writeFileSync(join(CONTAINER_ROOT, 'ready'), `${SUITE}\n`)
  return undefined
}

/** Node and npm where the official image has them, and its user `node`. */
function makeBaseImage() {
  const local = join(CONTAINER_ROOT, 'usr/local')
  const steps = [
    () => run('npm', 'install', '--prefix', join(local, 'lib'), '--ignore-scripts', '--no-audit', '--no-fund', `${NODE}@24`, 'npm@11'),
    () => run('chroot', CONTAINER_ROOT, 'useradd', '--uid', '1000', '--create-home', 'node'),
    () => run('tar', '-C', CONTAINER_ROOT, '-cf', join(CONTAINER_ROOT, BASE_IMAGE), ...LEFT_OUT.map((path) => `--exclude=./${path}`), '.'),
  ]
  symlinkSync(`../lib/node_modules/${NODE}/bin/node`, join(local, 'bin/node'))
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  if (existsSync(TRUSTED)) copyFileSync(TRUSTED, join(local, 'share/trusted.crt'))
  const outcome = steps.reduce((last, step) => (last.isDone ? step() : last), { isDone: true, said: '' })
  // The engine needs none.
  rmSync(join(local, 'lib/node_modules'), { recursive: true, force: true })
  return outcome
}

/** Whether a container runs at all, the smallest that there is: some machines are one themselves, and allow none inside. */
function tryOut() {
  const [program, ...args] = ENGINE
  const engine = spawn(program, args, { stdio: 'ignore' })
  const type = (...command) => run(...inEngine(engine.pid, command))
  const givesUpAt = Date.now() + ENGINE_WAIT_MS
  while (!type('docker', 'info').isDone && Date.now() < givesUpAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  const outcome = type(
    'sh',
    '-c',
    `tar -C / -c ${SMALL} | docker import - try && docker run --rm --network host --cap-drop ALL try /${SMALL} --version`,
  )
  engine.kill('SIGKILL')
  return outcome
}

const wasThere = hasContainers()
const problem = wasThere ? undefined : install()
if (hasContainers()) console.log(`${wasThere ? 'Found' : 'Installed'}: a Docker Engine with Compose in ${CONTAINER_ROOT}`)
else {
  console.error(`A Docker Engine could not be installed: ${problem ?? 'a program is missing afterwards'}`)
  process.exitCode = 1
}
