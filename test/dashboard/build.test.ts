import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildDashboard } from '../../core/dashboard/build.ts'
import { createFolder } from '../support/folder.ts'

const emptyFolder = () => join(createFolder(), 'dashboard')

test('the dashboard is built into a folder that need not exist', async () => {
  const folder = emptyFolder()
  assert.equal(await buildDashboard(folder), folder)
  const built = ['.built', 'dashboard.css', 'dashboard.js', 'docs.css', 'docs.html', 'docs.js', 'icon.svg', 'index.html']
  assert.deepEqual((await readdir(folder)).sort(), built)
})

test('what the page needs is with it: nothing in it names another place on the net', async () => {
  const folder = await buildDashboard(emptyFolder())
  const texts = await Promise.all(['dashboard.js', 'dashboard.css', 'index.html'].map((name) => readFile(join(folder, name), 'utf8')))
  const places = texts.join().match(/https?:\/\/[a-z0-9.-]+/g) ?? []
  // Names of languages of markup, never asked for.
  assert.deepEqual(
    [...new Set(places)].filter((place) => !place.startsWith('http://www.w3.org')),
    [],
  )
})

test('a dashboard that is current is left alone, and one of another version is built anew', async () => {
  const folder = emptyFolder()
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

test('the page has no script and no style of its own, so that its policy can forbid both', async () => {
  const folder = await buildDashboard(emptyFolder())
  for (const name of ['index.html', 'docs.html']) {
    const page = await readFile(join(folder, name), 'utf8')
    assert.deepEqual(page.match(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/g), null)
  }
})
