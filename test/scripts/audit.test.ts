import assert from 'node:assert/strict'
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import baseManifest from '../../plugin.manifest.json' with { type: 'json' }
import { EVENT_TYPES, TRIGGER_ID } from '../../schemas/types.ts'
import { audit, changedNumbers, missingDefaults } from '../../scripts/audit.ts'
import { validateFixtures } from '../../scripts/validate-fixtures.ts'
import { createFolder } from '../support/folder.ts'

const fixtures = new URL('../../schemas/fixtures/', import.meta.url)

async function copyOfFixtures() {
  const folder = createFolder()
  await cp(fixtures, folder, { recursive: true })
  return pathToFileURL(`${folder}/`)
}

test('validateFixtures finds a valid fixture for every event type', async () => {
  assert.deepEqual(await validateFixtures(fixtures), { valid: EVENT_TYPES.length, problems: [] })
})

test('validateFixtures names a fixture that is broken, misnamed, missing or not JSON', async () => {
  const folder = await copyOfFixtures()
  const like = JSON.parse(await readFile(new URL('like.json', folder), 'utf8'))
  await writeFile(new URL('like.json', folder), JSON.stringify({ ...like, payload: { likeCount: 0 } }))
  await cp(new URL('gift.json', folder), new URL('chat.json', folder))
  await rm(new URL('share.json', folder))
  await writeFile(new URL('join.json', folder), '{')
  const { valid, problems } = await validateFixtures(folder)
  assert.equal(valid, EVENT_TYPES.length - 4)
  assert.deepEqual(
    problems.map((problem) => problem.slice(0, 34)),
    [
      'share.json is missing',
      'chat.json holds a gift event',
      'join.json: The value is "Not JSON:',
      'like.json: "payload.likeCount" is 0',
    ].map((problem) => problem.slice(0, 34)),
  )
})

test('validateFixtures does not pass a folder without fixtures', async () => {
  const folder = createFolder()
  assert.equal((await validateFixtures(pathToFileURL(`${folder}/`))).problems.length, 1)
})

test('S3-016, S3-018: the audit finds nothing wrong here, and types, fixtures and defaults that no longer follow a schema', async () => {
  const folder = createFolder()
  const copied = ['schemas', 'plugin.manifest.json', 'biome.json', '.gitignore']
  for (const name of copied) await cp(new URL(`../../${name}`, import.meta.url), `${folder}/${name}`, { recursive: true })
  await symlink(new URL('../../node_modules', import.meta.url), `${folder}/node_modules`)
  const root = pathToFileURL(`${folder}/`)
  const faults = async () => (await audit(root)).map((finding) => finding.faults.length)
  assert.deepEqual(await faults(), [0, 0, 0, 0])

  const schema = new URL('schemas/unified-event.v1.schema.json', root)
  await writeFile(schema, (await readFile(schema, 'utf8')).replace('"giftName": {', '"giftNomen": {'))
  await rm(new URL('schemas/fixtures/share.json', root))
  await writeFile(new URL('plugin.manifest.json', root), '{}')
  const [types = 0, , fixtures = 0, defaults = 0] = await faults()
  assert.deepEqual([types, fixtures, defaults], [1, 1, 1])
})

test('changedNumbers lets no type change its number, come unpublished, vanish or share one', () => {
  const { chat: _chat, ...withoutChat } = TRIGGER_ID
  assert.deepEqual(
    [
      changedNumbers(TRIGGER_ID),
      changedNumbers(withoutChat),
      changedNumbers({ ...TRIGGER_ID, gift: 3 }),
      changedNumbers({ ...TRIGGER_ID, poll: 26 }),
    ],
    [
      [],
      ['chat is missing, and was published as 1'],
      ['gift is 3, and was published as 2', '3 is used twice'],
      ['poll is 26, and was published as nothing'],
    ],
  )
})

test('missingDefaults names the event type that has no priority', () => {
  const { gift: _gift, ...events } = baseManifest.events
  assert.deepEqual(
    [missingDefaults(baseManifest), missingDefaults({ ...baseManifest, events })],
    [[], ['plugin.manifest.json: "events.gift" is missing']],
  )
})
