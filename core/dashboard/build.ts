import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const page = fileURLToPath(new URL('./page/', import.meta.url))

/** What is bundled, by the name that the pages know it by; a style sheet of the same name comes with what the script imports. */
const ENTRIES = { dashboard: 'main.tsx', docs: 'docs/main.tsx' }
const AS_THEY_ARE = { 'index.html': 'index.html', 'icon.svg': 'icon.svg', 'docs.html': 'docs/docs.html' }

/** Bundles the dashboard into the folder and answers the folder. What is there already and current is left alone. */
export async function buildDashboard(outDir: string): Promise<string> {
  const mark = join(outDir, '.built')
  const fingerprint = await fingerprintOf(page)
  // A mark that is not there reads like one of another version.
  if ((await readFile(mark, 'utf8').catch(() => '')) === fingerprint) return outDir
  await mkdir(outDir, { recursive: true })
  await build({
    entryPoints: present(ENTRIES),
    outdir: outDir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    logLevel: 'silent',
  })
  for (const [name, from] of Object.entries(present(AS_THEY_ARE))) await cp(from, join(outDir, name))
  // While somebody writes at the page, what was built may be of before, and another process may have built meanwhile.
  if ((await fingerprintOf(page)) === fingerprint) await writeFile(mark, fingerprint)
  else await rm(mark, { force: true })
  return outDir
}

function present(files: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(files).map(([name, file]): [string, string] => [name, join(page, file)])
  return Object.fromEntries(found.filter(([, file]) => existsSync(file)))
}

async function fingerprintOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort()
  const texts = await Promise.all(names.map((name) => readFile(name, 'utf8')))
  return createHash('sha256')
    .update(JSON.stringify([names, texts]))
    .digest('hex')
}
