// The way in for every npm script: plain JavaScript without packages, so that it runs in a fresh clone.
// It checks Node, installs what is missing, says so in one line, and then runs the TypeScript file named first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleScript } from './bundle-script.mjs'
import { CORE_FLAGS } from './core-flags.mjs'
import { argumentsAsTyped } from './npm-flags.mjs'
import { supervise } from './supervise.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = resolve(root, 'node_modules/.showrunner')
const core = resolve(root, 'core/main.ts')
// As core/store/sqlite/driver.ts chooses it.
const DATABASE = Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-node20'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(78, `Node ${process.versions.node} is too old. Install Node 20.19 or newer from https://nodejs.org, then start again.`)
}
install()
const entry = process.argv[2] && existsSync(resolve(root, process.argv[2])) ? resolve(root, process.argv.splice(2, 1)[0]) : core
process.argv.splice(2, Number.POSITIVE_INFINITY, ...withFlagsOfNpm(process.argv.slice(2)))
if (isToBeWatched()) {
  // What was given on the command line counts.
  supervise(process.execPath, [...CORE_FLAGS, ...process.execArgv, fileURLToPath(import.meta.url), entry, ...process.argv.slice(2)])
} else await run()

async function run() {
  process.argv[1] = entry
  const script = entry === core ? await bundledCore() : undefined
  if (!script) {
    const { register } = await import('tsx/esm/api')
    register()
  }
  await import(pathToFileURL(script ?? entry).href)
}

/** Undefined where it cannot be made, as in a folder that is only to be read: then it is loaded as everything else is. */
async function bundledCore() {
  const script = await bundleScript(root, 'core/main.ts').catch(() => undefined)
  // An error names the lines of the sources.
  if (script) process.setSourceMapsEnabled(true)
  return script
}

/** What npm took for its own, given back. */
function withFlagsOfNpm(given) {
  const script = process.env.npm_lifecycle_event
  if (script === undefined) return given
  const { scripts = {} } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  // After `node scripts/run.mjs <entry>`.
  const own = (scripts[script] ?? '').split(' ').slice(3)
  if (own.some((word, index) => word !== given[index])) return given
  try {
    return argumentsAsTyped({ env: process.env, own, words: given.slice(own.length) })
  } catch (error) {
    return stop(64, `${error.message}.`)
  }
}

/** A host is, unless somebody holds the other end of a channel already, or it is not wanted; other commands end by themselves. */
function isToBeWatched() {
  const [command = 'start', word] = process.argv.slice(2)
  const isWork = command === 'queue' && word === 'work' && !process.argv.some((each) => /^--(status|health|optimize|help)$/.test(each))
  const isRun = ['start', 'capture'].includes(command) || isWork || /^--(?!help|version)/.test(command)
  const isStart = entry === core && isRun && !process.argv.includes('--help')
  return isStart && !process.connected && !process.argv.includes('--no-supervise')
}

/** Installs the locked packages when they are missing, of another lock file, or built for another Node. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(resolve(root, 'package-lock.json')))
    .update(process.versions.modules + process.platform + process.arch)
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing the packages that Showrunner needs into node_modules (once, about a minute) …')
  const outcome = npmCi()
  const isInstalled = outcome.ok || (outcome.needsCompiler && installCompiler() && npmCi().ok)
  if (!isInstalled) stop(69, 'The packages could not be installed. Check the network, then start again; the lines above say what npm met.')
  writeFileSync(stamp, wanted)
}

/** Without the packages' own scripts, which nothing needs but the database of Node 20. */
function npmCi() {
  const installed = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (installed.status !== 0) {
    process.stderr.write(`${installed.stdout}${installed.stderr}`)
    return { ok: false, needsCompiler: false }
  }
  if (databaseLoads()) return { ok: true, needsCompiler: false }
  // A prebuilt one where the network has it; compiled here otherwise.
  const built = npm(['rebuild', DATABASE, '--loglevel=error'])
  if (databaseLoads()) return { ok: true, needsCompiler: false }
  process.stderr.write(`${built.stdout}${built.stderr}`)
  return { ok: false, needsCompiler: true }
}

function databaseLoads() {
  return spawnSync(process.execPath, ['-e', `new (require('${DATABASE}'))(':memory:')`], { cwd: root }).status === 0
}

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

function npm(args) {
  const script = process.env.npm_execpath
  const [command, rest] =
    script && /npm-cli\.[cm]?js$/.test(script)
      ? [process.execPath, [script, ...args]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args]
  return spawnSync(command, rest, { cwd: root, encoding: 'utf8', shell: command.endsWith('.cmd') })
}

function stop(code, sentence) {
  console.error(sentence)
  process.exit(code)
}
