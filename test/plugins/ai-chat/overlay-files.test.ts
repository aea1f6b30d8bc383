import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { transform } from 'esbuild'

const folder = new URL('../../../plugins/ai-chat/overlay/', import.meta.url)
const read = async () =>
  Promise.all((await readdir(folder)).map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })))

/** What esbuild cannot write in an older way, and Chromium 103 does not know. */
const TOO_NEW =
  /:has\(|@container|color-mix\(|\d[dsl]v[hw]|^\s*(translate|rotate|scale|text-wrap):|\.(toSorted|toSpliced|toReversed|with|toWellFormed)\(|groupBy\(|withResolvers\(/m

test('the page of answers needs nothing newer than Chromium 103, which OBS 28 to 30 have, and names no other place', async () => {
  const files = await read()
  assert.ok(files.length >= 6, 'the overlay files were not found')
  for (const { name, text } of files) {
    assert.doesNotMatch(text, /https?:\/\/|innerHTML|insertAdjacentHTML|outerHTML|document\.write/, name)
    if (!/\.(js|css)$/.test(name)) continue
    const loader = name.endsWith('css') ? 'css' : 'js'
    const [old, modern] = await Promise.all(['chrome103', 'esnext'].map((target) => transform(text, { loader, target })))
    assert.equal(old?.code, modern?.code, name)
    assert.doesNotMatch(text.replaceAll(/\/\*[\s\S]*?\*\//g, ''), TOO_NEW, name)
  }
})
