import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'acorn'
import { unchangedNames } from '../../../core/plugins/bundle/free-names.ts'

const NAMES = new Set(['Map', 'Math', 'fetch', 'console'])

function names(code: string) {
  return unchangedNames(parse(code, { ecmaVersion: 'latest', sourceType: 'script' }), NAMES).join()
}

test('a global that is read is named, in every kind of expression', () => {
  for (const code of [
    'Math.max(1)',
    '() => class extends Math {}',
    'function f(a = Math) {}',
    'const { a = Math } = {}',
    '({ Math })',
    `\`$\{Math}\``,
    'typeof Math',
    'label: for (const a of Math) break label',
    'function f(Math) {} Math',
    '(() => { var Math })(); Math',
    '(function Math() {}); Math',
  ])
    assert.equal(names(code), 'Math', code)
})

test('a name that the script declares, or only uses as a key, is not a global', () => {
  for (const code of [
    'const Math = 1; Math',
    'function f(Math) { return () => Math }',
    'function f({ a: [Math] }, ...Map) { return Math + Map }',
    '(function Math() { Math })',
    '{ class Map {} new Map() }',
    'try {} catch (Map) { Map }',
    '() => { if (1) { var Map = 2 } return Map }',
    'a.Math; ({ Math: 1, Map() {} })',
    'for (const Map of []) Map',
  ])
    assert.equal(names(code), '', code)
})

test('a global that the script changes somewhere is not named', () => {
  for (const change of [
    'fetch = 1',
    'fetch ??= 1',
    '() => { [fetch] = [] }',
    '({ a: fetch = 2 } = {})',
    'for (fetch of []);',
    'fetch++',
    'globalThis.fetch = 1',
    'globalThis["fetch"] ||= 1',
    'globalThis[1 + 1] = 1',
    '[self.fetch] = []',
    'delete globalThis.fetch',
    'Object.defineProperty(globalThis, "fetch", {})',
    'Object.assign(globalThis, { fetch: 1 })',
    'Reflect.set(window, name, 1)',
  ])
    assert.equal(names(`fetch(1); ${change}`), '', change)
})

test('what the script does to names of its own, or to other objects, is no change of a global', () => {
  for (const code of [
    'function f() { var Map = 1; Map = 2 }',
    'exports.fetch = fetch',
    'Object.assign(a, { fetch })',
    '(Map) => { Map = 1 }',
  ])
    assert.equal(names(`${code}; fetch; Map`), 'Map,fetch', code)
})
