import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asArgument } from '../../../plugins/source-rcon/text/encode.ts'
import { flawOf } from '../../../plugins/source-rcon/text/place.ts'
import { createWriter } from '../../../plugins/source-rcon/text/write.ts'
import fc from '../../support/chance.ts'

const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', ';', '/', '\\', '{', '}', '\n', '\r', '\0', '\u2028', '\ud800', '\u202e', '%', "'", 'ñ'),
    fc.string(),
  ),
})
const write = createWriter(['say'])

test('no text of a viewer ends its argument, its command or its line', () => {
  fc.assert(
    fc.property(anything, anything, (user, message) => {
      const command = write('say "{user}: {message}" 1', { user, message })
      assert.match(command, /^say "[^"]*" 1$/)
      assert.doesNotMatch(command, /[;\\{}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202e]|\/\//u)
    }),
  )
})

test('two texts side by side make no comment', () => {
  assert.equal(write('say "{user}{message}"', { user: 'a/', message: '/b' }), 'say "ab"')
  assert.equal(asArgument('a/\u202e/"/;/b'), 'a/b')
})

test('what a viewer is called stays readable', () => {
  assert.equal(asArgument('E"ve; quit // \t¡hola! https://x'), 'Eve quit / ¡hola! https:/x')
})

test('texts of viewers can only be between quotes of a command that shows them', () => {
  for (const template of ['say "{user}"', 'SAY "{user} gave {count}" 1', 'bot_add', 'sv_gravity {coins}; say "thanks"'])
    assert.equal(flawOf(template, ['say']), undefined, template)
  for (const template of [
    'say {user}',
    'say "{user}',
    'say "x" {user}',
    'kick "{user}"',
    'rcon say "{user}"',
    'say "{user}"; quit',
    'say "{user}" // x',
  ])
    assert.match(flawOf(template, ['say']) ?? '', /Texts|texts/, template)
  assert.equal(flawOf('ulx_tsay "{user}"', ['say', 'ulx_tsay']), undefined)
})

test('texts are cut until a command is as short as a console line', () => {
  const command = write('say "{user}: {message}"', { user: 'ñ'.repeat(300), message: '🦖'.repeat(300) })
  assert.equal(command, `say "${'ñ'.repeat(50)}: ${'🦖'.repeat(50)}"`)
})
