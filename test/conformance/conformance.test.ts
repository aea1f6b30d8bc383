import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findDeno } from '../../scripts/deno-places.mjs'
import { grantsAt, type Outcome, type Place } from './case.ts'
import { CASES } from './cases.ts'
import { runInDeno } from './oracle.ts'
import { layOut, type Servers, startServers } from './place.ts'
import { createRealms } from './realm.ts'

const environment = { GRANTED: 'yes', HIDDEN: 'secret' }

let root: string
let deno: string
let servers: Servers
let realms: Awaited<ReturnType<typeof createRealms>>
let inDeno: ReadonlyMap<string, Outcome>
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'conformance-')))
  deno = findDeno(process.env) ?? assert.fail('There is no Deno to compare with: "node scripts/setup-deno.mjs" installs it')
  servers = await startServers()
  const [dataDir, scratch] = [join(root, 'data'), join(root, 'deno')]
  await mkdir(dataDir)
  realms = await createRealms({ dataDir, environment })
  const runs = await Promise.all(CASES.map(async (each, at) => ({ case: each, place: await placeAt(join(scratch, 'own', `case-${at}`)) })))
  inDeno = await runInDeno(deno, runs, { scratch, environment })
})
after(async () => {
  realms?.stop()
  await servers?.stop()
  await rm(root, { recursive: true, force: true })
})

function around(): Omit<Place, 'folder'> {
  const { http, echo, tls, closed, authority } = servers
  return { shared: join(root, 'shared'), secret: join(root, 'secret.txt'), http, echo, tls, closed, authority }
}

/** The folder of a case as it is before it runs. */
async function placeAt(folder: string): Promise<Place> {
  await rm(folder, { recursive: true, force: true })
  const place = { folder, ...around() }
  await layOut(place)
  return place
}

test('the suite has cases, each with a name of its own', () => {
  assert.ok(CASES.length > 200, `only ${CASES.length} cases were found`)
  assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length)
})

test('real Deno answers each case with a value', () => {
  const odd = CASES.filter(({ id }) => !('value' in (inDeno.get(id) ?? {}))).map(({ id }) => [id, inDeno.get(id)])
  assert.deepEqual(odd, [])
})

for (const each of CASES) {
  test(`${each.id}${each.differs ? ', unlike in Deno' : ', as in Deno'}`, async () => {
    const realm = realms.with(grantsAt(each, around()))
    const ours = await realm.run(each, await placeAt(realm.folder))
    const theirs = inDeno.get(each.id)
    if (!each.differs) return assert.deepEqual(ours, theirs)
    assert.deepEqual(ours, { value: each.differs.value })
    assert.notDeepEqual(ours, theirs, 'Deno does the same: the case differs no more')
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
