import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownChoices, settledSettings, toldSettings } from '../../core/plugins/plugin-settings.ts'
import { readSettingsForm } from '../../core/plugins/settings-form.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const FORM = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: {
    voice: { enum: ['lucia', 'pedro'], default: 'lucia' },
    speed: { type: 'number', minimum: 0.5, maximum: 2, default: 1 },
    apiKey: { type: 'string', format: 'password', pattern: '^sk-' },
    token: { type: 'string', writeOnly: true },
  },
  required: ['apiKey'],
}

async function formOf(schema: unknown) {
  const { write } = await createPluginFolders()
  return readSettingsForm(
    await write('tts', { files: { 'settings.schema.json': typeof schema === 'string' ? schema : JSON.stringify(schema) } }),
  )
}

const settle = async (given: { chosen?: Record<string, unknown>; secrets?: Record<string, unknown>; defaults?: Record<string, unknown> }) =>
  settledSettings({ id: 'tts', form: await formOf(FORM), defaults: undefined, chosen: undefined, secrets: {}, ...given })

test('a plugin without a form gets what its manifest and its operator say', async () => {
  const { write } = await createPluginFolders()
  assert.equal(await readSettingsForm(await write('plain')), undefined)
  const settled = settledSettings({ id: 'plain', form: undefined, defaults: { a: 1, b: 1 }, chosen: { b: 2 }, secrets: { c: 3 } })
  assert.deepEqual(settled, { a: 1, b: 2 })
})

test('settings are the operator over the manifest over the form, with the secrets the form knows', async () => {
  assert.deepEqual(await settle({ defaults: { speed: 1.5 }, chosen: { voice: 'pedro' }, secrets: { apiKey: 'sk-1', old: 'x' } }), {
    voice: 'pedro',
    speed: 1.5,
    apiKey: 'sk-1',
  })
})

test('a wrong setting is told by field, what is wrong, and how to set it', async () => {
  await assert.rejects(settle({ chosen: { voice: 'Lucia' }, secrets: { apiKey: 'sk-1' } }), {
    code: 'SETTINGS_INVALID',
    message:
      'Settings of tts: "voice" is "Lucia"; did you mean "lucia"? Allowed: lucia, pedro; set it with: showrunner plugins settings tts voice=…',
    detail: { plugin: 'tts', field: 'voice', path: '/voice' },
  })
  await assert.rejects(settle({}), {
    message: 'Settings of tts: "apiKey" is missing; set it with: showrunner plugins settings tts apiKey=…',
  })
})

test('what another version was set to is left out by name, but nothing of a list, and no default', async () => {
  const rule = { type: 'object', additionalProperties: false, properties: { gift: { type: 'string' } } }
  const texts = { ...rule, default: {} }
  const form = await formOf({
    type: 'object',
    additionalProperties: false,
    properties: { texts, rules: { type: 'array', items: rule } },
  })
  const known = (chosen: Record<string, unknown>, defaults?: Record<string, unknown>) =>
    knownChoices({ id: 'tts', form, defaults, chosen, secrets: {} })
  assert.deepEqual(known({ texts: { gift: 'Hola', 'a/b': '' }, sparkle: true }), {
    chosen: { texts: { gift: 'Hola' } },
    unknown: ['sparkle', 'texts.a/b'],
  })
  const ofList = { rules: [{ gift: 'Rose', atLeast: 5 }] }
  assert.deepEqual(known(ofList), { chosen: ofList, unknown: [] })
  assert.deepEqual(known({ texts: {} }, { sparkle: true }), { chosen: { texts: {} }, unknown: [] })
})

test('a secret is never quoted, and never taken from settings.json', async () => {
  await assert.rejects(settle({ secrets: { apiKey: 'canary' } }), (error: Error) => {
    assert.equal(error.message, 'Settings of tts: "apiKey" is not what it must be; set it with: showrunner plugins settings tts apiKey=…')
    return !JSON.stringify(error).includes('canary')
  })
  await assert.rejects(settle({ chosen: { apiKey: 'sk-1' } }), /"apiKey" is a secret and must not be in settings.json; take it out/)
})

test('of secrets only whether they are set is told', async () => {
  const values = await settle({ secrets: { apiKey: 'sk-1' } })
  assert.deepEqual(toldSettings(values, await formOf(FORM)), { voice: 'lucia', speed: 1, apiKey: { set: true }, token: { set: false } })
})

const BAD: Record<string, { readonly schema: unknown; readonly says: RegExp }> = {
  'is not JSON': { schema: '{\n  "type": object }', says: /tts\/settings\.schema\.json:2:11 / },
  'is of a list': { schema: { type: 'array' }, says: /begin it with "type": "object"/ },
  'hides a secret in an object': {
    schema: { type: 'object', properties: { server: { type: 'object', properties: { key: { type: 'string', format: 'password' } } } } },
    says: /only fields at the top can be secrets/,
  },
  'hides a secret in a choice': {
    schema: { type: 'object', properties: {}, anyOf: [{ properties: { key: { type: 'string', writeOnly: true } } }] },
    says: /only fields at the top can be secrets/,
  },
  'has a word that JSON Schema has not': { schema: { type: 'object', requierd: [] }, says: /unknown keyword: "requierd"/ },
}

for (const [what, { schema, says }] of Object.entries(BAD)) {
  test(`a form that ${what} is refused by file`, async () => {
    await assert.rejects(formOf(schema), { code: 'MANIFEST_INVALID', message: says })
  })
}

test('a secret whose default is empty is not set', async () => {
  const form = await formOf({
    type: 'object',
    properties: { key: { type: 'string', format: 'password', default: '' }, pin: { writeOnly: true } },
  })
  const values = settledSettings({ id: 'tts', form, defaults: { pin: '' }, chosen: undefined, secrets: {} })
  assert.deepEqual(toldSettings(values, form), { key: { set: false }, pin: { set: false } })
  assert.deepEqual(toldSettings({ key: 'sk-1', pin: 7 }, form), { key: { set: true }, pin: { set: true } })
})
