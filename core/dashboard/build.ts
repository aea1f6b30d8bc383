import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const page = fileURLToPath(new URL('./page/', import.meta.url))
const AS_THEY_ARE = ['index.html', 'icon.svg']

/** Bundles the dashboard into the folder and answers the folder. What is there already and current is left alone. */
export async function buildDashboard(outDir: string): Promise<string> {
  const mark = join(outDir, '.built')
  const fingerprint = await fingerprintOf(page)
  // A mark that is not there reads like one of another version.
  if ((await readFile(mark, 'utf8').catch(() => '')) === fingerprint) return outDir
  await mkdir(outDir, { recursive: true })
  await build({
    entryPoints: [join(page, 'dashboard.ts'), join(page, 'dashboard.css')],
    outdir: outDir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'silent',
  })
  for (const name of AS_THEY_ARE) await cp(join(page, name), join(outDir, name))
  await writeFile(mark, fingerprint)
  return outDir
}

async function fingerprintOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return createHash('sha256')
    .update(JSON.stringify([names, texts]))
    .digest('hex')
}
