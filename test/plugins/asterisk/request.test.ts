import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from '../../../plugins/asterisk/asked/request.ts'

const asked = (more: object = {}) => ({ text: 'hola', phone_number: '3005050149', ...more })
const refused = (body: unknown, what: RegExp) => assert.throws(() => readRequest(body, 'es'), { name: 'Error', status: 400, message: what })

test('S4-026: an unknown priority is normal, and the language is Spanish unless it is said', () => {
  assert.deepEqual(readRequest(asked({ priority: 'urgent' }), 'es'), {
    text: 'hola',
    number: '3005050149',
    language: 'es',
    priority: 'normal',
  })
  assert.deepEqual(readRequest(asked({ priority: 'high', language: 'en-US', phone_number: '+573005050149' }), 'es'), {
    ...{ text: 'hola', number: '+573005050149', language: 'en-US', priority: 'high' },
  })
})

test('S4-025, S4-026: a text has one to a thousand characters, as people count them', () => {
  for (const text of [undefined, '', '  \n ', 7, ['hola']]) refused(asked({ text }), /text must not be empty/)
  refused(asked({ text: 'a'.repeat(1001) }), /longer than 1000 characters/)
  assert.equal(readRequest(asked({ text: '😀'.repeat(1000) }), 'es').text.length, 2000)
})

test('S4-047: a number is 3 to 15 ASCII digits, and nothing that only looks like one', () => {
  const others = [
    '',
    '12',
    '1'.repeat(16),
    '300 5050',
    '300-5050',
    '٣٠٠٥٠٥٠١٤٩',
    '３００５０５０',
    '1e5',
    '++300',
    '300+',
    3005050149,
    null,
  ]
  const orders = [
    '300\n',
    '300\r\nAction: Command',
    '\n300',
    '300&SIP/900',
    '300@evil',
    '\u0024{SHELL(id)}',
    '300,1,System(id)',
    '300;x',
    '300\0',
    '300\u2028',
  ]
  for (const phone_number of [...others, ...orders]) refused(asked({ phone_number }), /phone_number must be 3 to 15 digits/)
})

test('S4-047: a language is a code, and no order', () => {
  for (const language of ['', 'español', 'es\n', 'es\r\nSet: X', '\u0024{x}', 'es,en', '../es', 5, {}])
    refused(asked({ language }), /language must be a code/)
})

test('what is no object at all is refused in a sentence', () => {
  for (const body of [undefined, null, 5, 'text', []]) refused(body, /text must not be empty/)
})
