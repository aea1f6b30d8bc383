import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { buildDashboard } from '../../core/dashboard/build.ts'

async function emptyFolder(t: TestContext) {
  const parent = await mkdtemp(join(tmpdir(), 'showrunner-build-'))
  t.after(() => rm(parent, { recursive: true }))
  return join(parent, 'dashboard')
}

test('the dashboard is built into a folder that need not exist', async (t) => {
  const folder = await emptyFolder(t)
  assert.equal(await buildDashboard(folder), folder)
  assert.deepEqual((await readdir(folder)).sort(), ['.built', 'dashboard.css', 'dashboard.js', 'icon.svg', 'index.html'])
})

test('a dashboard that is current is left alone, and one of another version is built anew', async (t) => {
  const folder = await emptyFolder(t)
  const script = join(folder, 'dashboard.js')
  await buildDashboard(folder)
  const { mtimeMs } = await stat(script)
  await buildDashboard(folder)
  assert.equal((await stat(script)).mtimeMs, mtimeMs)
  await writeFile(join(folder, '.built'), 'another version')
  await writeFile(script, 'old')
  await buildDashboard(folder)
  assert.notEqual(await readFile(script, 'utf8'), 'old')
})

test('the page has no script and no style of its own, so that its policy can forbid both', async (t) => {
  const folder = await buildDashboard(await emptyFolder(t))
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  assert.deepEqual(page.match(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/g), null)
})
