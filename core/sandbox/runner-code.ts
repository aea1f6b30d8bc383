import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

const SOURCES = [
  'sdk.ts',
  'sandbox/protocol.ts',
  'sandbox/powers.ts',
  'sandbox/runner-code.ts',
  'sandbox/runner',
  'sandbox/worker',
  'sandbox/guest',
]
const KEPT_BUILDS = 10

/**
 * Bundles what runs in the runner and its threads, so that they start without a loader, and answers the folder.
 * Kept below node_modules, from where piscina is found; done anew only when the sources changed.
 */
export async function buildRunnerCode(root: string): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'showrunner', 'runner')
  const folder = join(cache, await hashOf(root))
  if (existsSync(join(folder, 'main.mjs'))) return folder
  await mkdir(cache, { recursive: true })
  const building = await mkdtemp(join(cache, '.building-'))
  const { build } = await import('esbuild')
  await build({
    entryPoints: {
      main: join(root, 'core/sandbox/runner/main.ts'),
      worker: join(root, 'core/sandbox/worker/worker.ts'),
      warm: join(root, 'core/sandbox/worker/warm.ts'),
    },
    outdir: building,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Has threads of its own to start, from where it lies.
    external: ['piscina'],
    // The part without streams and native code, which no runner could load: every thread would look for it.
    alias: { msgpackr: 'msgpackr/pack' },
    // Where that is looked for; else it would be where the process was started.
    absWorkingDir: root,
  })
  await buildRealm(build, root, building)
  await execa(process.execPath, [join(building, 'warm.mjs')])
  // Somebody else may have been faster; its result is as good.
  await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    return rm(building, { recursive: true })
  })
  await removeOldest(cache)
  return folder
}

/** The scripts of a plugin's realm; see core/sandbox/worker/realm.ts for the order they run in. */
async function buildRealm(build: typeof import('esbuild').build, root: string, folder: string) {
  const guest = join(root, 'core/sandbox/guest')
  const script = (contents: string, outfile: string, banner: string, footer: string) =>
    build({
      stdin: { contents, resolveDir: guest, loader: 'ts' },
      outfile: join(folder, outfile),
      bundle: true,
      format: 'iife',
      globalName: 'bundled',
      // No Node there: what packages have for browsers.
      platform: 'browser',
      target: 'node20',
      legalComments: 'none',
      banner: { js: banner },
      footer: { js: footer },
    })
  const open = '(() => {"use strict";'
  await Promise.all([
    script("export { prepare } from './prelude.ts'", 'prelude.js', open, 'return bundled.prepare })()'),
    script("import { lockDown } from './lockdown.ts'; lockDown()", 'lockdown.js', open, '})()'),
    script("export { createGuest } from './main.ts'", 'guest.js', '((Function) => {"use strict";', 'return bundled.createGuest })'),
    copyFile(join(root, 'node_modules/ses/dist/ses.umd.min.js'), join(folder, 'ses.js')),
  ])
}

/** Not all but the newest, because a core of an older version may still run and start runners. */
async function removeOldest(cache: string) {
  const folders = await Promise.all(
    (await readdir(cache)).map(async (name) => {
      const path = join(cache, name)
      // One that is not there any more was moved or removed by another process: not ours to remove.
      const at = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      )
      return { path, at }
    }),
  )
  const old = folders.sort((a, b) => b.at - a.at).slice(KEPT_BUILDS)
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })))
}

async function hashOf(root: string): Promise<string> {
  // What V8 compiled is of use to the same V8 only.
  const hash = createHash('sha256').update(`${process.arch} ${process.versions.v8}`)
  hash.update(await readFile(join(root, 'package-lock.json')))
  for (const source of SOURCES) {
    const path = join(root, 'core', source)
    const files = source.endsWith('.ts')
      ? [path]
      : (await readdir(path, { recursive: true }))
          .filter((name) => name.endsWith('.ts'))
          .sort()
          .map((name) => join(path, name))
    for (const file of files) hash.update(`${file}\0`).update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}
