import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asComponentText, asSaid } from '../../../plugins/minecraft/text/encode.ts'
import { placeOf } from '../../../plugins/minecraft/text/place.ts'
import { writeCommand } from '../../../plugins/minecraft/text/write.ts'
import fc from '../../support/chance.ts'

const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '§', '@', '{', '}', '\n', '\r', '\u2028', '\u0000', '\ud800', '\u202e', '/', ';', 'ñ'),
    fc.string(),
  ),
})

test('no text of a viewer ends the string of a component, or becomes anything but text', () => {
  fc.assert(
    fc.property(anything, anything, (user, gift) => {
      const command = writeCommand('tellraw @a {"text":"{user}","extra":[{"text":"{gift}","color":"red"}]}', { user, gift })
      assert.ok(command.startsWith('tellraw @a {'))
      const component = JSON.parse(command.slice('tellraw @a '.length))
      assert.deepEqual(Object.keys(component), ['text', 'extra'])
      assert.deepEqual(Object.keys(component.extra[0]), ['text', 'color'])
      assert.doesNotMatch(`${command}${component.text}`, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}§\u202e]/u)
    }),
  )
})

test('no text of a viewer makes say address players, or begin another line', () => {
  fc.assert(
    fc.property(anything, (message) => {
      const command = writeCommand('say {message}', { message })
      assert.ok(command.startsWith('say '))
      assert.doesNotMatch(command, /[@§\p{Cc}\p{Zl}\p{Zp}]/u)
    }),
  )
})

test('what a viewer is called stays readable', () => {
  assert.equal(JSON.parse(`"${asComponentText('§cE"ve\\\n🦖')}"`), 'cE"ve\\ 🦖')
  assert.equal(asSaid('@a  Nuño\t👩‍🚀'), 'a Nuño 👩‍🚀')
})

test('texts of viewers can only be shown: as no player, selector, click, key or command', () => {
  const places = {
    'tellraw @a {"text":"{user}"}': 'component',
    'tellraw @a "{user} is here"': 'component',
    'tellraw @a ["",{"text":"{user}"}," gave {gift}"]': 'component',
    'tellraw @a {"text":"x","hoverEvent":{"action":"show_text","contents":{"text":"{user}"}}}': 'component',
    'title @a subtitle {"text":"{user}","extra":["{gift}"]}': 'component',
    'bossbar set live:goal name {"text":"{user}"}': 'component',
    'say {user} gave {count} {gift}': 'said',
    'effect give @a minecraft:speed {count} {coins}': 'nowhere',
    'tellraw @a {text:"no JSON, but no viewer either"}': 'nowhere',
  }
  for (const [template, place] of Object.entries(places)) assert.equal(placeOf(template), place, template)

  for (const template of [
    'give {user} diamond {count}',
    'tellraw {user} {"text":"hi"}',
    'title {user} title {"text":"hi"}',
    'execute as @a run say {user}',
    'kill {username}',
    'tellraw @a {"selector":"{user}"}',
    'tellraw @a {"text":"x","clickEvent":{"action":"run_command","value":"/{message}"}}',
    'tellraw @a {"text":"x","clickEvent":{"value":"{message}"},"clickEvent":{}}',
    'tellraw @a {"{user}":"x"}',
    'tellraw @a {"translate":"x","with":["{user}"]}',
    'tellraw @a {"text":{user}}',
    'tellraw @a {text:"{user}"}',
    'function mine:{gift}',
  ])
    assert.deepEqual(Object.keys(Object(placeOf(template))), ['flaw'], template)
})

test('a template with a flaw is never written', () => {
  assert.throws(() => writeCommand('op {user}', { user: 'eve' }), { permanent: true, message: /only be in say, tellraw, title/ })
})

test('texts are cut until a command is as short as the server reads', () => {
  const command = writeCommand('/tellraw @a {"text":"{user} {message}"}', { user: '🦖'.repeat(200), message: '"'.repeat(400) })
  assert.equal(command, `tellraw @a {"text":"${'🦖'.repeat(200)} ${'\\"'.repeat(200)}"}`)
  const shorter = writeCommand('say {user} {message}', { user: '🦖'.repeat(200), message: '🦖'.repeat(400) })
  assert.equal(shorter, `say ${'🦖'.repeat(100)} ${'🦖'.repeat(100)}`)
})

test('the money of a tip is told, also where nothing else of the viewer is', () => {
  const values = { user: 'Ana', amount: '5.00 EUR' }
  assert.deepEqual(
    ['say {amount} came', 'tellraw @a {"text":"{amount}"}'].map((command) => writeCommand(command, values)),
    ['say 5.00 EUR came', 'tellraw @a {"text":"5.00 EUR"}'],
  )
  assert.equal(typeof placeOf('give @a diamond {amount}'), 'object')
})
