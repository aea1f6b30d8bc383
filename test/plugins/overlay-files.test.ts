import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { transform } from 'esbuild'
import { ROOT } from '../support/root.ts'

const SDK = join(ROOT, 'core/serve/overlay-sdk')

/** What esbuild cannot write in an older way, and Chromium 103 does not know. */
const TOO_NEW = {
  css: /:has\(|@container|color-mix\(|oklch\(|\d[dsl]v[hw]|^\s*(translate|rotate|scale|text-wrap|animation-timeline):/m,
  js: /\.(toSorted|toSpliced|toReversed|with|union|intersection|difference|checkVisibility)\(|groupBy\(|withResolvers\(|fromAsync\(|URL\.parse\(/,
}

/** Addresses that pages do not load: names of formats. */
const NAMES_OF_FORMATS = ['http://www.w3.org']

/** Every file of every page that comes with Showrunner. */
async function overlayFiles() {
  const plugins = (await readdir(join(ROOT, 'plugins'), { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const folders = [SDK, ...plugins.map(({ name }) => join(ROOT, 'plugins', name, 'overlay'))]
  const files = await Promise.all(folders.map(filesIn))
  return Promise.all(files.flat().map(async (file) => ({ name: relative(ROOT, file), text: await readFile(file, 'utf8') })))
}

/** A plugin may have no pages. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
}

const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '')

test('no page needs anything newer than Chromium 103, which OBS 28 to 30 have', async () => {
  const files = (await overlayFiles()).filter(({ name }) => /\.(js|css)$/.test(name))
  assert.ok(files.length >= 30, `only ${files.length} files were found: the walk is broken`)
  for (const { name, text } of files) {
    const loader = name.endsWith('css') ? 'css' : 'js'
    const [old, modern] = await Promise.all(['chrome103', 'esnext'].map((target) => transform(text, { loader, target })))
    assert.deepEqual([old?.warnings, old?.code === modern?.code], [[], true], name)
    assert.doesNotMatch(withoutComments(text), TOO_NEW[loader], name)
  }
})

test('no page names another place than this host', async () => {
  const outside = (await overlayFiles()).flatMap(({ name, text }) =>
    [...withoutComments(text).matchAll(/(?:https?:)?\/\/[\w.-]+\.\w+/g)].map(([address]) => `${name}: ${address}`),
  )
  assert.deepEqual(
    outside.filter((found) => !NAMES_OF_FORMATS.some((name) => found.endsWith(`: ${name}`))),
    [],
  )
})

test('T53: no page makes markup or code of text', async () => {
  for (const { name, text } of await overlayFiles())
    assert.doesNotMatch(
      withoutComments(text),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|srcdoc/,
      name,
    )
})
