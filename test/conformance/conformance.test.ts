import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findDeno } from '../../scripts/deno-places.mjs'
import { createBrokered } from './brokered.ts'
import type { Case, Outcome, Place } from './case.ts'
import { CASES } from './cases.ts'
import { runInDeno } from './oracle.ts'
import { layOut, type Servers, startServers } from './place.ts'

const environment = { GRANTED: 'yes', HIDDEN: 'secret' }
/** Where our namespace runs in this file there is no web but Node's own; test/conformance runs those cases in the sandbox. */
const isOurs = ({ needs }: Case) => !needs.includes('web')

let root: string
let servers: Servers
let inDeno: ReadonlyMap<string, Outcome>
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'conformance-')))
  servers = await startServers()
  const deno = findDeno(process.env)
  assert.ok(deno, 'There is no Deno to compare with: run "node scripts/setup-deno.mjs", which installs it')
  const scratch = join(root, 'deno')
  const runs = await Promise.all(CASES.map(async (each, at) => ({ case: each, place: await placeAt(join(scratch, 'own', `case-${at}`)) })))
  inDeno = await runInDeno(deno, runs, { scratch, environment })
})
after(async () => {
  await servers?.stop()
  await rm(root, { recursive: true, force: true })
})

async function placeAt(folder: string): Promise<Place> {
  const { http, echo, tls, closed, authority } = servers
  const place = { folder, shared: join(root, 'shared'), secret: join(root, 'secret.txt'), http, echo, tls, closed, authority }
  await layOut(place)
  return place
}

test('the suite has cases, each with a name of its own', () => {
  assert.ok(CASES.length > 100, `only ${CASES.length} cases were found`)
  assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length)
})

test('real Deno answers each case with a value', () => {
  const odd = CASES.filter(({ id }) => !('value' in (inDeno.get(id) ?? {}))).map(({ id }) => [id, inDeno.get(id)])
  assert.deepEqual(odd, [])
})

for (const [at, each] of CASES.entries()) {
  if (!isOurs(each)) continue
  test(`${each.id}${each.differs ? ', unlike in Deno' : ', as in Deno'}`, async () => {
    const dataDir = join(root, 'data')
    await mkdir(dataDir, { recursive: true })
    const brokered = createBrokered({ dataDir, environment })
    const plugin = `case-${at}`
    const ours = await brokered.run(plugin, each, await placeAt(brokered.folderOf(plugin)))
    const theirs = inDeno.get(each.id)
    if (!each.differs) return assert.deepEqual(ours, theirs)
    assert.deepEqual(ours, { value: each.differs.value })
    assert.notDeepEqual(ours, theirs, 'Deno does the same: the case differs no more')
  })
}
