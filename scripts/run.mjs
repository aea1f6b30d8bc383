// The way in for every npm script: plain JavaScript without packages, so that it runs in a fresh clone.
// It checks Node, installs what is missing, says so in one line, and then runs the TypeScript file named first.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleScript } from './bundle-script.mjs'
import { CORE_FLAGS } from './core-flags.mjs'
import { install } from './install.mjs'
import { argumentsAsTyped } from './npm-flags.mjs'
import { supervise } from './supervise.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const core = resolve(root, 'core/main.ts')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(78, `Node ${process.versions.node} is too old. Install Node 20.19 or newer from https://nodejs.org, then start again.`)
}
if (!install(root)) {
  stop(69, 'The packages could not be installed. Check the network, then start again; the lines above say what npm met.')
}
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

function stop(code, sentence) {
  console.error(sentence)
  process.exit(code)
}
