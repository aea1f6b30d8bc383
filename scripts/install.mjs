// Installs the packages of package-lock.json where they are missing, of another lock, or for another Node. Plain JavaScript, as scripts/run.mjs is.
// By itself it does all but compile the database, so that other things can be fetched while that is done.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// As core/store/sqlite/driver.ts chooses it.
const DATABASE = Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-node20'
/** Below node_modules, so that they go with it: what is there, and what of it can be used. */
const STAMPS = { fetched: '.showrunner-fetched', usable: '.showrunner' }

/** Says so in one line, if there is something to install. False when it failed; what npm said is on the error output. */
export function install(root) {
  if (isStamped(root, STAMPS.usable)) return true
  console.error('Installing the packages that Showrunner needs into node_modules (once, about a minute) …')
  if (!fetchPackages(root) || !prepareDatabase(root)) return false
  putStamp(root, STAMPS.usable)
  return true
}

/** Without the packages' own scripts, which nothing needs but the database of Node 20. */
function fetchPackages(root) {
  if (isStamped(root, STAMPS.fetched)) return true
  const fetched = npm(root, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (fetched.status !== 0) {
    process.stderr.write(`${fetched.stdout}${fetched.stderr}`)
    return false
  }
  putStamp(root, STAMPS.fetched)
  return true
}

/** A prebuilt one where the network has it; compiled here otherwise. */
function prepareDatabase(root) {
  if (databaseLoads(root)) return true
  const built = buildDatabase(root)
  if (databaseLoads(root)) return true
  process.stderr.write(`${built.stdout}${built.stderr}`)
  if (!installCompiler()) return false
  const again = buildDatabase(root)
  if (databaseLoads(root)) return true
  process.stderr.write(`${again.stdout}${again.stderr}`)
  return false
}

/** As SQLite's own build does it: what the package asks for takes a third longer, and makes nothing faster. */
const buildDatabase = (root) => npm(root, ['rebuild', DATABASE, '--loglevel=error'], { CFLAGS: '-O2', ...process.env })

const databaseLoads = (root) => spawnSync(process.execPath, ['-e', `new (require('${DATABASE}'))(':memory:')`], { cwd: root }).status === 0

function installCompiler() {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args]
    return spawnSync(command, rest, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0
  }
  if (!existsSync('/usr/bin/apt-get')) return false
  console.error('Installing a compiler with apt (python3, make, g++), since no prebuilt database fits this machine …')
  apt('update')
  return apt('install', '-y', '--no-install-recommends', 'python3', 'make', 'g++')
}

/** Runs npm there: the one that runs this, where one does. */
export function npm(root, args, env = process.env) {
  const script = process.env.npm_execpath
  const [command, rest] =
    script && /npm-cli\.[cm]?js$/.test(script)
      ? [process.execPath, [script, ...args]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args]
  return spawnSync(command, rest, { cwd: root, encoding: 'utf8', shell: command.endsWith('.cmd'), env })
}

function isStamped(root, stamp) {
  const file = resolve(root, 'node_modules', stamp)
  return existsSync(file) && readFileSync(file, 'utf8') === wantedBy(root)
}

const putStamp = (root, stamp) => writeFileSync(resolve(root, 'node_modules', stamp), wantedBy(root))

/** The lock, and the Node that native code is made for. */
function wantedBy(root) {
  return createHash('sha256')
    .update(readFileSync(resolve(root, 'package-lock.json')))
    .update(process.versions.modules + process.platform + process.arch)
    .digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = fetchPackages(fileURLToPath(new URL('..', import.meta.url))) ? 0 : 69
