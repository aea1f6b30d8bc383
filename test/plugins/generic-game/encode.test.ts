import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Place, written } from '../../../plugins/generic-game/encode.ts'
import { sampleMessage } from '../../../plugins/generic-game/sample.ts'
import fc from '../../support/chance.ts'

const anything = fc.string({ unit: 'binary', maxLength: 300 })
const nasty = fc.oneof(
  anything,
  fc.string({
    unit: fc.constantFrom('"', '\\', '|', ';', '\n', '\r', '\0', '{coins}', '\u2028', '&', '#', '\ud800', '$(x)'),
    maxLength: 30,
  }),
)
const write = (template: string, place: Place, user: string) => written(template, { ...sampleMessage(0), user, count: 3 }, place)

test('T53: what viewers write ends no string of JSON, whatever it is', () => {
  fc.assert(
    fc.property(nasty, (user) => {
      const text = write('{"do":"spawn","for":"{user}","times":{count}}', 'json', user)
      assert.deepEqual(Object.keys(JSON.parse(text)), ['do', 'for', 'times'])
      assert.doesNotMatch(text, /[\p{Cc}\u2028]/u)
    }),
  )
})

test('T53: what viewers write ends no field, no quotes and no line of a template', () => {
  fc.assert(
    fc.property(nasty, (user) => {
      assert.equal(write('gift|{user}|{count}', 'line', user).split(/[|\p{Cc}]/u).length, 3)
      assert.equal(write('say "{user}"; wait {count}', 'line', user).match(/["\\;\p{Cc}]/gu)?.length, 3)
      assert.equal(write('give {user} {count}', 'word', user).split(/\s+/).length, 3)
    }),
  )
})

test('T53: what viewers write ends no value of an address', () => {
  fc.assert(
    fc.property(nasty, (user) => {
      const url = new URL(write('http://127.0.0.1:8080/gift/{user}?name={user}&count={count}', 'url', user))
      assert.deepEqual([...url.searchParams.keys()], ['name', 'count'])
      assert.deepEqual([url.host, url.hash], ['127.0.0.1:8080', ''])
    }),
  )
})

test('a template keeps names as they are in every script', () => {
  assert.equal(write('{user} gave {count} {gift}', 'line', 'مرحبا ñandú 😀'), 'مرحبا ñandú 😀 gave 3 Rose')
})

test('an id is as it is, so that a game can answer with it', () => {
  const message = { ...sampleMessage(0), id: 'tiktok:1:gift', user: 'a:b' }
  assert.equal(written('{id}:{user}', message, 'line'), 'tiktok:1:gift:a b')
})
