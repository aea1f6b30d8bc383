import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const SOURCES = ['sandbox/protocol.ts', 'sandbox/runner', 'sandbox/worker']
const KEPT_BUILDS = 10

/**
 * Bundles what runs in the runner and its threads, so that they start without a loader, and answers the folder.
 * Kept below node_modules, from where piscina and msgpackr are found; done anew only when the sources changed.
 */
export async function buildRunnerCode(root: string): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'showrunner', 'runner')
  const folder = join(cache, await hashOf(root))
  if (existsSync(join(folder, 'main.mjs'))) return folder
  await mkdir(cache, { recursive: true })
  const building = await mkdtemp(join(cache, '.building-'))
  const { build } = await import('esbuild')
  await build({
    entryPoints: { main: join(root, 'core/sandbox/runner/main.ts'), worker: join(root, 'core/sandbox/worker/worker.ts') },
    outdir: building,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  })
  // Somebody else may have been faster; its result is as good.
  await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    return rm(building, { recursive: true })
  })
  await removeOldest(cache)
  return folder
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
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(root, 'core', source)
    const files = source.endsWith('.ts') ? [path] : (await readdir(path)).sort().map((name) => join(path, name))
    for (const file of files) hash.update(`${file}\0`).update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}
