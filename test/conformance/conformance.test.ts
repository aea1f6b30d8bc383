import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findDeno } from '../../scripts/deno-places.mjs'
import type { Outcome, Place } from './case.ts'
import { CASES } from './cases.ts'
import { runInDeno } from './oracle.ts'
import { layOut, type Servers, startServers } from './place.ts'
import { type Isolation, runInSandbox } from './sandboxed.ts'

const ISOLATIONS: readonly Isolation[] = ['thread', 'process', 'deno']
const environment = { GRANTED: 'yes', HIDDEN: 'secret' }

let root: string
let deno: string
let servers: Servers
let inDeno: ReadonlyMap<string, Outcome>
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'conformance-')))
  deno = findDeno(process.env) ?? assert.fail('There is no Deno to compare with: "node scripts/setup-deno.mjs" installs it')
  servers = await startServers()
  const scratch = join(root, 'deno')
  const runs = CASES.map((each, at) => ({ case: each, place: { folder: join(scratch, 'own', `case-${at}`), ...around() } }))
  for (const { place } of runs) await layOut(place)
  inDeno = await runInDeno(deno, runs, { scratch, environment })
})
after(async () => {
  await servers?.stop()
  await rm(root, { recursive: true, force: true })
})

function around(): Omit<Place, 'folder'> {
  const { http, echo, tls, closed, authority } = servers
  return { shared: join(root, 'shared'), secret: join(root, 'secret.txt'), http, echo, tls, closed, authority }
}

test('the suite has cases, each with a name of its own', () => {
  assert.ok(CASES.length > 200, `only ${CASES.length} cases were found`)
  assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length)
})

test('real Deno answers each case with a value', () => {
  const odd = CASES.filter(({ id }) => !('value' in (inDeno.get(id) ?? {}))).map(({ id }) => [id, inDeno.get(id)])
  assert.deepEqual(odd, [])
})

test('where a plugin gets something else, Deno really gives another', () => {
  const same = CASES.filter(({ id, differs }) => differs && JSON.stringify(inDeno.get(id)) === JSON.stringify({ value: differs.value }))
  assert.deepEqual(
    same.map(({ id }) => id),
    [],
  )
})

for (const isolation of ISOLATIONS) {
  test(`a plugin in isolation "${isolation}"`, async (t) => {
    const dataDir = join(root, `data-${isolation}`)
    await mkdir(dataDir)
    const outcomes = await runInSandbox(CASES, { isolation, dataDir, environment, around: around() })
    for (const { id, differs } of CASES) {
      await t.test(`${id}${differs ? ', unlike in Deno' : ', as in Deno'}`, () => {
        assert.deepEqual(outcomes.get(id), differs ? { value: differs.value } : inDeno.get(id))
      })
    }
  })
}

test("what our types allow, Deno's own allow", async () => {
  const file = fileURLToPath(new URL('./typed.ts', import.meta.url))
  const { exitCode, stderr } = await execa(deno, ['check', '--no-config', '--no-lock', file], {
    env: { DENO_DIR: join(root, 'deno-types'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
    reject: false,
  })
  assert.equal(exitCode, 0, stderr)
})
