import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { DATA } from './uses/data.ts'
import { NETWORK } from './uses/network.ts'
import { NUMBERS } from './uses/numbers.ts'
import { TEXT } from './uses/text.ts'

const read = (file: string) => readFile(new URL(file, import.meta.url), 'utf8')

test('every installed package is used, and the README names just these', async () => {
  const { dependencies } = JSON.parse(await read('package.json'))
  const installed = Object.keys(dependencies).sort()
  assert.ok(installed.length >= 54, `only ${installed.length} packages`)
  assert.deepEqual(Object.keys({ ...TEXT, ...DATA, ...NUMBERS, ...NETWORK }).sort(), installed)
  const rows = (await read('README.md')).split('\n## ')[0]?.matchAll(/^\| [^|]+ \| ([^|]+) \|$/gm) ?? []
  const named = [...rows].flatMap(([, names = '']) => names.split(', ')).filter((name) => name !== 'packages')
  assert.deepEqual(named.sort(), installed)
})
