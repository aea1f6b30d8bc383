// Makes one script of a program of this project, so that it starts in less than half the time, and without a loader that stays in its memory. Plain
// JavaScript, as scripts/run.mjs is. What is made lies below node_modules, from where packages are found, and is made anew only when a source is another.
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const KEPT_BUILDS = 10
/** A name for the address of a source, which none of them has. */
const OWN_URL = 'urlOfThisSource'
const LOADERS = { '.ts': 'ts', '.json': 'json' }

/** Answers the script for a program, `core/main.ts` say. Rejects where nothing can be written, or a source cannot be read. */
export async function bundleScript(root, program) {
  const entry = relative(root, resolve(root, program))
  const cache = join(root, 'node_modules/.cache/showrunner/scripts', entry.replaceAll(/[/\\]/g, '-'))
  return findScript(root, cache) ?? (await build(root, cache, entry))
}

/** That of the last build, if each source is as it was then. */
function findScript(root, cache) {
  try {
    const paths = JSON.parse(readFileSync(join(cache, 'sources.json'), 'utf8'))
    const script = scriptOf(root, cache, new Map(paths.map((path) => [path, readFileSync(join(root, path))])))
    statSync(script)
    return script
  } catch {
    return undefined
  }
}

async function build(root, cache, entry) {
  const esbuild = await import('esbuild')
  mkdirSync(cache, { recursive: true })
  const building = mkdtempSync(join(cache, '.building-'))
  const sources = new Map()

  function load(path) {
    const contents = readFileSync(path)
    sources.set(relative(root, path), contents)
    const loader = LOADERS[extname(path)] ?? 'js'
    // What lies beside a source is still to be found.
    const url = loader === 'json' ? '' : `const ${OWN_URL} = ${JSON.stringify(pathToFileURL(path).href)};`
    return { contents: `${url}${contents}`, loader }
  }

  try {
    await esbuild.build({
      entryPoints: { main: entry },
      absWorkingDir: root,
      outdir: building,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      // What one command needs and others do not is loaded when it is asked for.
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      define: { 'import.meta.url': OWN_URL },
      packages: 'external',
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [{ name: 'sources', setup: ({ onLoad }) => onLoad({ filter: /./ }, ({ path }) => load(path)) }],
    })
    const script = scriptOf(root, cache, sources)
    // For whoever may read the sources.
    chmodSync(building, 0o755)
    place(building, join(script, '..'))
    writeFileSync(join(cache, 'sources.json'), JSON.stringify([...sources.keys()]))
    removeOldest(cache)
    return script
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
}

/** Where the script of these sources is, or would be. Of where the project lies as well, for it names files of that. */
function scriptOf(root, cache, sources) {
  const hash = createHash('sha256').update(`${root}\0`)
  for (const file of [fileURLToPath(import.meta.url), join(root, 'package-lock.json')]) hash.update(readFileSync(file))
  for (const path of [...sources.keys()].sort()) hash.update(`${path}\0`).update(sources.get(path))
  return join(cache, hash.digest('hex').slice(0, 16), 'main.mjs')
}

/** Somebody else may have been faster; that is as good. */
function place(building, folder) {
  try {
    renameSync(building, folder)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EPERM') throw error
  }
}

/** Not all but the newest, because a core of an older version may still run, and load a part. */
function removeOldest(cache) {
  const age = (folder) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
  const builds = readdirSync(cache, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [join(cache, each.name)] : []))
  const old = builds
    .map((folder) => ({ folder, at: age(folder) }))
    .sort((a, b) => b.at - a.at)
    .slice(KEPT_BUILDS)
  for (const { folder } of old) rmSync(folder, { recursive: true, force: true })
}
