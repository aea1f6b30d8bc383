import assert from 'node:assert/strict'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { HOST, openAudit } from '../../core/desks/audit/audit.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { openSigned } from './opened.ts'

const log = createLog({ level: 'silent' })
const BY = { id: 'key-admin', name: 'Key', role: 'admin', peer: '127.0.0.1' } as const

async function open(t: TestContext, dataDir: string, options: { fileBytes?: number; keptFiles?: number } = {}) {
  const said: string[] = []
  const audit = await openAudit({ dataDir, clock: systemClock, log, say: (sentence) => said.push(sentence), ...options })
  t.after(() => audit.stop())
  return { ...audit, said }
}

/** A data folder whose audit has these many entries, and is closed. */
async function written(t: TestContext, entries = 6): Promise<string> {
  const dataDir = createFolder()
  const audit = await open(t, dataDir)
  for (let index = 1; index <= entries; index += 1) audit.note({ what: 'token.created', by: BY, detail: { index } })
  await audit.stop()
  return dataDir
}

/** What the next start says of the file. */
async function judge(t: TestContext, dataDir: string) {
  const audit = await open(t, dataDir)
  const { intact, brokenAt } = await audit.list({ limit: 1 })
  await audit.stop()
  return { intact, brokenAt, said: audit.said }
}

async function change(dataDir: string, edit: (lines: string[]) => string[]) {
  const file = join(dataDir, 'audit.ndjson')
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  await writeFile(
    file,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

test('T94: entries are listed newest first, page by page, by what happened and by who did it, and go on over restarts', async (t) => {
  const dataDir = await written(t, 3)
  const audit = await open(t, dataDir)
  audit.note({ what: 'plugin.approved', by: HOST })
  audit.note({ what: 'token.revoked', by: { ...BY, id: 'token-1', name: 'Ana', role: 'moderator' } })
  await audit.stop()
  const first = await audit.list({ limit: 2 })
  const rest = await audit.list({ limit: 10, cursor: Number(first.next) })
  assert.deepEqual(
    [...first.entries, ...rest.entries].map(({ id }) => id),
    [5, 4, 3, 2, 1],
  )
  assert.deepEqual([first.intact, rest.next], [true, undefined])
  assert.deepEqual(
    (await audit.list({ limit: 10, what: 'token' })).entries.map(({ id }) => id),
    [5, 3, 2, 1],
  )
  assert.deepEqual(
    (await audit.list({ limit: 10, who: 'ANA' })).entries.map(({ id }) => id),
    [5],
  )
  for (const name of ['audit.ndjson', 'audit.head', 'audit.key']) assert.equal((await stat(join(dataDir, name))).mode & 0o777, 0o600)
})

test('T94: an entry that was changed, taken out, put in, moved or cut off the end is found at the next start, and said in one sentence', async (t) => {
  const edits: Readonly<Record<string, readonly [(lines: string[]) => string[], number]>> = {
    changed: [(lines) => lines.with(2, lines[2]?.replace('"index":3', '"index":9') ?? ''), 3],
    'taken out': [(lines) => lines.toSpliced(3, 1), 4],
    'taken out first': [(lines) => lines.slice(1), 1],
    'put in': [(lines) => lines.toSpliced(2, 0, lines[1] ?? ''), 3],
    moved: [(lines) => [lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)], 1],
    'cut off': [(lines) => lines.slice(0, 4), 5],
    'made empty': [() => [], 1],
    'no line any more': [(lines) => lines.with(4, 'nonsense'), 5],
  }
  for (const [name, [edit, brokenAt]] of Object.entries(edits)) {
    const dataDir = await written(t)
    assert.deepEqual(await judge(t, dataDir), { intact: true, brokenAt: undefined, said: [] }, name)
    await change(dataDir, edit)
    const verdict = await judge(t, dataDir)
    assert.deepEqual([verdict.intact, verdict.brokenAt, verdict.said.length], [false, brokenAt, 1], name)
    assert.match(verdict.said[0] ?? '', /audit .* is not as it was written, from entry \d+ on/)
  }
})

test('T94: without its head, its key or its entries the audit is broken, and stays so, whatever went with them', async (t) => {
  const takings = [
    ['audit.head'],
    ['audit.key'],
    ['audit.ndjson'],
    ['audit.head', 'audit.key'],
    ['audit.head', 'audit.ndjson'],
    ['audit.key', 'audit.ndjson'],
  ]
  for (const names of takings) {
    const dataDir = await written(t)
    for (const name of names) await rm(join(dataDir, name))
    const first = await judge(t, dataDir)
    assert.deepEqual([first.brokenAt, (await judge(t, dataDir)).brokenAt], [1, 1], names.join(' and '))
  }
})

test('T94: entries that were emptied are missed also when head and key went with them', async (t) => {
  const dataDir = await written(t)
  await change(dataDir, () => [])
  for (const name of ['audit.head', 'audit.key']) await rm(join(dataDir, name))
  assert.equal((await judge(t, dataDir)).brokenAt, 1)
})

test('a start that noted nothing is no break to the next one, and a head that goes then is missed too', async (t) => {
  const dataDir = await written(t, 0)
  assert.deepEqual(await judge(t, dataDir), { intact: true, brokenAt: undefined, said: [] })
  await rm(join(dataDir, 'audit.head'))
  assert.equal((await judge(t, dataDir)).brokenAt, 1)
})

test('a first start that ended before its head or before its key is no break to the next one', async (t) => {
  const left: Readonly<Record<string, readonly string[]>> = { 'audit.head.new': [], 'audit.key.new': ['audit.head'] }
  for (const [name, files] of Object.entries(left)) {
    const dataDir = createFolder()
    // Nothing can be written there: the start ends at this step.
    await mkdir(join(dataDir, name))
    await assert.rejects(open(t, dataDir), { code: 'DATA_UNREADABLE' })
    await rm(join(dataDir, name), { recursive: true })
    assert.deepEqual(await readdir(dataDir), files, name)
    // As a kill in the middle of that write leaves it.
    await writeFile(join(dataDir, name), 'half')
    for (let start = 0; start < 2; start += 1) {
      assert.deepEqual(await judge(t, dataDir), { intact: true, brokenAt: undefined, said: [] }, name)
    }
  }
})

test('first entries that were written, in part or whole, before a kill kept them out of the head are no break', async (t) => {
  for (const rest of ['', '{"id":2,"at":"2026']) {
    const dataDir = await written(t, 0)
    const head = await readFile(join(dataDir, 'audit.head'))
    const audit = await open(t, dataDir)
    audit.note({ what: 'token.created', by: BY })
    await audit.stop()
    await writeFile(join(dataDir, 'audit.head'), head)
    await appendFile(join(dataDir, 'audit.ndjson'), rest)
    const { entries, intact } = await (await open(t, dataDir)).list({ limit: 9 })
    assert.deepEqual([intact, entries.map(({ id }) => id)], [true, [1]])
  }
})

test('T94: what was written after a break does not hide it', async (t) => {
  const dataDir = await written(t)
  await change(dataDir, (lines) => lines.slice(0, 4))
  const audit = await open(t, dataDir)
  audit.note({ what: 'token.created', by: BY })
  await audit.stop()
  assert.deepEqual(
    (await audit.list({ limit: 1 })).entries.map(({ id }) => id),
    [7],
  )
  assert.equal((await judge(t, dataDir)).brokenAt, 5)
})

test('T94: a break is told of also when the file that it was in is gone', async (t) => {
  const dataDir = await written(t)
  await change(dataDir, (lines) => lines.toSpliced(3, 1))
  for (let start = 0; start < 4; start += 1) {
    const audit = await open(t, dataDir, { fileBytes: 500, keptFiles: 1 })
    for (let index = 0; index < 3; index += 1) audit.note({ what: 'token.created', by: BY })
    await audit.stop()
  }
  assert.equal((await readdir(dataDir)).includes('audit-000000000006.ndjson'), false)
  assert.equal((await judge(t, dataDir)).brokenAt, 4)
})

test('a line that was cut off in the middle of being written is no break, and the next one goes in its place', async (t) => {
  const dataDir = await written(t, 2)
  const file = join(dataDir, 'audit.ndjson')
  await writeFile(file, `${await readFile(file, 'utf8')}{"id":3,"at":"2026`)
  const audit = await open(t, dataDir)
  audit.note({ what: 'token.created', by: BY })
  await audit.stop()
  assert.deepEqual(
    (await audit.list({ limit: 9 })).entries.map(({ id }) => id),
    [3, 2, 1],
  )
  assert.equal((await judge(t, dataDir)).intact, true)
})

test('the file is turned at its size with the chain going on, the oldest goes, and one that is taken away is missed', async (t) => {
  const dataDir = createFolder()
  const options = { fileBytes: 1_000, keptFiles: 3 }
  for (let start = 0; start < 8; start += 1) {
    const audit = await open(t, dataDir, options)
    for (let index = 0; index < 5; index += 1) audit.note({ what: 'token.created', by: BY, detail: { index } })
    await audit.stop()
    assert.equal((await audit.list({ limit: 1 })).intact, true)
  }
  const old = (await readdir(dataDir)).filter((name) => /^audit-\d+/.test(name)).sort()
  assert.equal(old.length, 3)
  assert.equal((await judge(t, dataDir)).intact, true)
  const first = Number((await (await open(t, dataDir)).list({ limit: 1_000 })).entries.at(-1)?.id)
  await rm(join(dataDir, old[0] ?? ''))
  const verdict = await judge(t, dataDir)
  assert.deepEqual([first > 1, verdict.brokenAt], [true, first])
})

test('the file is turned only when the head has its last entry, since a kill in between would look like a break', async (t) => {
  const dataDir = await written(t, 1)
  let tell = () => {}
  const failed = new Promise<void>((resolve) => {
    tell = resolve
  })
  const failing = createLog({ level: 'error', write: () => tell() })
  const audit = await openAudit({ dataDir, clock: createVirtualClock(), log: failing, say: () => {}, fileBytes: 1 })
  t.after(() => audit.stop())
  await mkdir(join(dataDir, 'audit.head.new'))
  audit.note({ what: 'token.created', by: BY })
  await failed
  assert.equal((await readdir(dataDir)).includes('audit-000000000001.ndjson'), false)
  await rm(join(dataDir, 'audit.head.new'), { recursive: true })
  await audit.stop()
  assert.deepEqual([(await readdir(dataDir)).includes('audit-000000000001.ndjson'), (await judge(t, dataDir)).intact], [true, true])
})

test('T94: who, when and from where are the server’s to say, and nothing of the API changes an entry', async (t) => {
  const host = await openSigned(t)
  const forged = { name: 'a', role: 'game', who: { id: 'x' }, at: '1999-01-01', peer: '1.2.3.4' }
  assert.equal((await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: forged })).status, 422)
  const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-user': 'root', 'x-scopes': 'admin' }
  await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game' }, headers })
  await host.stop()
  const { entries } = await host.audit.list({ limit: 10 })
  assert.deepEqual(
    entries.map(({ what, who, peer }) => [what, who.id, who.role, peer]),
    [['token.created', 'key-admin', 'admin', '127.0.0.1']],
  )
})

test('T94: there is no way to write, change or remove an entry over the API', async (t) => {
  const host = await openSigned(t)
  const tried = await Promise.all(
    ['POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
      ['/api/audit', '/api/audit/1'].map(async (path) => (await host.ask(method, path, { key: host.keys.admin })).status),
    ),
  )
  assert.deepEqual(new Set(tried), new Set([404, 405]))
})

test('what could not be written is written when there is a way again, once and in order', async (t) => {
  const dataDir = createFolder()
  const file = join(dataDir, 'audit.ndjson')
  const clock = createVirtualClock()
  let tell = () => {}
  const failed = new Promise<void>((resolve) => {
    tell = resolve
  })
  const audit = await openAudit({ dataDir, clock, log: createLog({ level: 'error', write: () => tell() }), say: () => {} })
  t.after(() => audit.stop())
  audit.note({ what: 'token.created', by: BY })
  await audit.list({ limit: 1 })
  await rename(file, `${file}.away`)
  await mkdir(file)
  audit.note({ what: 'token.revoked', by: BY })
  await failed
  await rm(file, { recursive: true })
  // As a disk leaves it that is full in the middle of a line.
  await writeFile(file, `${await readFile(`${file}.away`, 'utf8')}{"id":2,"at"`)
  audit.note({ what: 'token.created', by: BY })
  await clock.advance(5_000)
  const { entries } = await audit.list({ limit: 9 })
  assert.deepEqual(
    entries.map(({ id, what }) => [id, what]),
    [
      [3, 'token.created'],
      [2, 'token.revoked'],
      [1, 'token.created'],
    ],
  )
  await audit.stop()
  assert.equal((await judge(t, dataDir)).intact, true)
})

test('of what is too much at once the newest is left out, and that is an entry too', async (t) => {
  const audit = await open(t, createFolder())
  for (let index = 0; index < 10_050; index += 1) audit.note({ what: 'token.created', by: BY })
  await audit.stop()
  audit.note({ what: 'token.created', by: BY })
  await audit.stop()
  const { entries, intact } = await audit.list({ limit: 2 })
  assert.deepEqual(
    [intact, ...entries.map(({ id, what, detail }) => [id, what, detail])],
    [true, [10_002, 'token.created', {}], [10_001, 'audit.missed', { entries: 50 }]],
  )
})

test('no secret, and none of the links, is in the audit', async (t) => {
  const host = await openSigned(t)
  const made = await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game' } })
  const invite = await host.ask('POST', '/api/invites', { key: host.keys.admin, body: { name: 'Ana' } })
  const code = await host.linkCode()
  const { cookie } = await host.signIn({ code })
  await host.ask('GET', `/api/${made.body.key}?key=${made.body.key}`, { headers: { host: 'evil.test' } })
  await host.ask('GET', `/api/tokens?key=${made.body.key}`, { key: host.keys.game })
  await host.stop()
  const text = await readFile(join(host.dataDir, 'audit.ndjson'), 'utf8')
  const secrets = [made.body.key, new URL(invite.body.url).hash.slice(8), code, cookie.split('=')[1] ?? '', ...Object.values(host.keys)]
  assert.deepEqual(
    secrets.filter((secret) => text.includes(secret)),
    [],
  )
  assert.match(text, /invite\.created/)
})
