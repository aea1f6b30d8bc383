import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

/** The current LTS line, as the npm package `node` ships it. */
const LTS = '24'

/** Tests of what leans on the engine: the sandbox, the store's native code, sockets, streams, and a whole live through all of it. */
const FILES = [
  ...['flow/spine', 'plugins/lifecycle', 'plugins/shipped', 'sandbox', 'serve', 'streams/event-stream'],
  ...['checkpoint', 'chunk', 'migrate', 'rewrite', 'sqlite', 'wal-sync'].map((name) => `store/${name}`),
]

/** What a checkout does not need: what is installed, written while running, or the history. */
const LEFT_OUT = new Set(['node_modules', 'data', '.git'])

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules/.cache/showrunner-lts')
const clone = join(cache, 'clone')

console.log(`Installing Node ${LTS} and the packages for it into ${cache.slice(root.length)} …`)
await mkdir(cache, { recursive: true })
await writeFile(join(cache, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n')
await execa('npm', ['install', `node@${LTS}`, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: cache, stdio: 'inherit' })
await rm(clone, { recursive: true, force: true })
await mkdir(clone, { recursive: true })
for (const name of (await readdir(root)).filter((name) => !LEFT_OUT.has(name)))
  await cp(join(root, name), join(clone, name), { recursive: true })
await mkdir(join(clone, 'data'))
await cp(join(root, 'data/README.md'), join(clone, 'data/README.md'))

const bin = join(cache, 'node_modules/node/bin')
const env = { PATH: `${bin}${delimiter}${process.env.PATH}` }
const { stdout } = await execa('node', ['--version'], { env })
const wanted = process.argv.length > 2 ? process.argv.slice(2) : FILES.map((name) => `test/${name}`)
console.log(`Running what leans on the engine on Node ${stdout}`)
const { exitCode } = await execa('node', ['scripts/run.mjs', 'scripts/test.ts', '--short', ...wanted], {
  cwd: clone,
  env,
  stdio: 'inherit',
  reject: false,
})
process.exitCode = exitCode ?? 1
