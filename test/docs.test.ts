import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './support/root.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const readmes = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
  (path) => (/(^|\/)README\.md$/.test(path) && !/node_modules|^data\/./.test(path)) || path === 'data/README.md',
)

test('every npm script that a README names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = readmes.flatMap((path) => [...read(path).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? ''))
  assert.ok(named.length > 5, 'hardly any script was found: the reader is broken')
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  )
})

test('every file that a README links to is there', () => {
  const links = readmes.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)#\s]+)\)/g)].flatMap(([, target = '']) =>
      target.includes('://') ? [] : [join(dirname(path), target)],
    ),
  )
  assert.ok(links.length > 10, 'hardly any link was found: the reader is broken')
  assert.deepEqual(
    links.filter((target) => !existsSync(join(ROOT, target))),
    [],
  )
})

test('every folder of the core and of its page, and every file of the kit, is in the README beside it', () => {
  const folders = (path: string) =>
    readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : []))
  const kit = readdirSync(join(ROOT, 'core/kit')).flatMap((name) => (name.endsWith('.ts') ? [`\`${name.slice(0, -3)}\``] : []))
  assert.ok(kit.length > 10 && folders('core/dashboard/page').length > 10)
  const missing = (readme: string, names: readonly string[]) => names.filter((name) => !read(readme).includes(name))
  assert.deepEqual(
    [
      missing('core/README.md', folders('core')),
      missing('core/dashboard/README.md', folders('core/dashboard/page')),
      missing('core/kit/README.md', kit),
    ],
    [[], [], []],
  )
})

test('every picture of the dashboard is drawn by the script and shown by the README', () => {
  const drawn = [...read('scripts/pictures/pictures.ts').matchAll(/name: '([a-z-]+)'/g)].map(([, name]) => `${name}.png`)
  assert.ok(drawn.length > 10, 'hardly any picture was found: the reader is broken')
  const kept = readdirSync(join(ROOT, 'core/dashboard/pictures')).sort()
  assert.deepEqual(kept, [...drawn, 'stage.png'].sort())
  assert.deepEqual(
    kept.filter((name) => !read('README.md').includes(`(core/dashboard/pictures/${name})`)),
    [],
  )
})

test('the README tells every variable that the environment is asked for', () => {
  const asked = [...read('core/environment.ts').matchAll(/(?:text|whole)\('([A-Z_]+)'/g)].map(([, name]) => name ?? '')
  assert.ok(asked.length > 5)
  assert.deepEqual(
    asked.filter((name) => !read('README.md').includes(`\`${name}\``)),
    [],
  )
})

test('every plugin has a README of one screen, and the list of plugins names it', () => {
  const plugins = readdirSync(join(ROOT, 'plugins'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  assert.ok(plugins.length >= 4)
  for (const id of plugins) {
    assert.ok(read(`plugins/${id}/README.md`).split('\n').length <= 60, `plugins/${id}/README.md is longer than a screen`)
    assert.ok(read('plugins/README.md').includes(`(${id})`), `plugins/README.md does not name ${id}`)
  }
})
