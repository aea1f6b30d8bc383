import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileSchema } from '../../core/plugins/plugin-schema.ts'

const SAY = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', maxLength: 200 }, volume: { type: 'integer', maximum: 100, default: 80 } },
}

test('a value is copied, and its defaults filled in', () => {
  const value = { text: 'hola' }
  assert.deepEqual(compileSchema(SAY)(value), { ok: true, value: { text: 'hola', volume: 80 } })
  assert.deepEqual(value, { text: 'hola' })
})

test('a wrong value is told by field, what it is and what it must be', () => {
  const check = compileSchema({ ...SAY, properties: { ...SAY.properties, kind: { anyOf: [{ type: 'string' }, { type: 'null' }] } } })
  const values = [{}, { text: 1 }, { text: 'a', volume: 101 }, { text: 'a', volumes: 1 }, { text: 'a', kind: 5 }, undefined, 'text']
  assert.deepEqual(
    values.map((value) => {
      const verdict = check(value)
      return verdict.ok ? 'good' : `${verdict.pointer} ${verdict.message}`
    }),
    [
      '/text "text" is missing',
      '/text "text" is 1; it must be string',
      '/volume "volume" is 101; it must be <= 100',
      '/volumes "volumes" is not known here; did you mean "volume"? Allowed: text, volume, kind',
      '/kind "kind" is 5, which is none of what it may be',
      ' The whole is null; it must be object',
      ' The value is "text"; it must be object',
    ],
  )
})

/** By format: what fits, what does not, and what that is told. */
const FORMATS: Record<string, readonly [fits: readonly string[], none: readonly string[], told: RegExp]> = {
  date: [['2026-02-28', '2024-02-29'], ['2026-02-29', '2026-2-1', 'soon', '20260228'], /it must be a date such as 2026-11-20$/],
  time: [['18:00', '18:00:30.5', '18:00:30Z', '18:00:30+02:00'], ['24:00', '18', '6pm'], /it must be a time such as 18:00$/],
  'date-time': [
    ['2026-11-20T18:00:00Z', '2026-11-20T18:00'],
    ['2026-11-20', '2026-11-31T18:00:00Z', 'now'],
    /a time such as 2026-11-20T18:00:00Z$/,
  ],
  email: [['ana@example.com'], ['ana', 'ana@', 'a b@c'], /an address such as ana@example\.com$/],
  hostname: [['localhost', 'a.example'], ['a..example', '-a', 'a/b'], /it must be a hostname$/],
  ipv4: [['127.0.0.1'], ['127.0.0.256', '::1'], /such as 127\.0\.0\.1$/],
  ipv6: [['::1'], ['127.0.0.1', '[::1]'], /such as ::1$/],
  uri: [['https://a.example/x?y', 'ws://127.0.0.1:1'], ['a.example', '/x', 'https://'], /such as https:\/\/example\.com$/],
  'web-address': [
    ['https://a.example/x', 'http://127.0.0.1:1', 'https://192.168.1.7'],
    ['a.example', 'ftp://a.example', 'https://ana:word@a.example', 'http://a.example', 'https://'],
    /^"field" has (no|an|a name or password in its) address[^@]*$/,
  ],
  'public-web-address': [
    ['https://a.example/x'],
    ['http://127.0.0.1:1', 'https://192.168.1.7', 'https://nas.local'],
    /^"field" has an address that is not on the internet; tick "Private address" if you mean it$/,
  ],
  uuid: [['c8d57fcf-4354-4163-a948-d3af5c718391'], ['c8d57fcf'], /it must be a uuid$/],
  color: [['anything'], [], /./],
}

for (const [format, [fits, none, told]] of Object.entries(FORMATS)) {
  test(`the format ${format} is checked, and an empty text is none`, () => {
    const check = compileSchema({ type: 'object', properties: { field: { type: 'string', format } } })
    const messages = (texts: readonly string[]) =>
      texts.map((field) => check({ field })).map((verdict) => (verdict.ok ? '' : verdict.message))
    assert.deepEqual(
      messages([...fits, '']),
      [...fits, ''].map(() => ''),
    )
    for (const message of messages(none)) assert.match(message, told)
  })
}

const BAD: Record<string, { readonly schema: Record<string, unknown>; readonly says: RegExp }> = {
  'a keyword that there is not': { schema: { type: 'object', propertys: {} }, says: /unknown keyword: "propertys"/ },
  'a type that there is not': { schema: { type: 'text' }, says: /schema is invalid/ },
  'a reference to elsewhere': { schema: { $ref: 'https://example.com/schema.json' }, says: /can't resolve reference/ },
  'a later draft': { schema: { $schema: 'https://json-schema.org/draft/2020-12/schema' }, says: /no schema with key or ref/ },
  'a promise for an answer': { schema: { $async: true }, says: /\$async/ },
  'more than 64 KiB': { schema: { description: 'x'.repeat(70_000) }, says: /larger than 64 KiB/ },
  'a pattern that is none': { schema: { pattern: '(' }, says: /Invalid regular expression|schema is invalid/ },
}

for (const [what, { schema, says }] of Object.entries(BAD)) {
  test(`a schema with ${what} is refused`, () => {
    assert.throws(() => compileSchema(schema), { name: 'TypeError', message: says })
  })
}

test('a pattern that takes for ever is stopped, and after three times not tried again', () => {
  const check = compileSchema({ type: 'string', pattern: '^(a+)+$' })
  const slow = `${'a'.repeat(50)}!`
  const messages = Array.from({ length: 4 }, () => check(slow)).map((verdict) => (verdict.ok ? 'good' : verdict.message))
  assert.deepEqual(messages, Array(4).fill('To check the value takes too long'))
  assert.equal(check('aaa').ok, false)
})

test('a schema that leads back to itself for ever is an error and not the end', () => {
  const check = compileSchema({ type: 'object', properties: { child: { $ref: '#' } } })
  assert.equal(check({ child: { child: { child: {} } } }).ok, true)
})
