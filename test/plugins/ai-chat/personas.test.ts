import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choosePersona } from '../../../plugins/ai-chat/personas/choose.ts'
import { fillTemplate } from '../../../plugins/ai-chat/personas/template.ts'
import { readTrigger } from '../../../plugins/ai-chat/personas/trigger.ts'
import { read } from './read.ts'

const match = (trigger: string, message: string) => readTrigger(trigger)?.match(message)

test('S2-070: a trigger that begins with a sign is a command, and what follows is the question', () => {
  assert.deepEqual(
    ['!ask why?', '  !ASK   why  now? ', '!ask', '!asked why?', 'please !ask why?', 'ask why?'].map((message) => match('!ask', message)),
    ['why?', 'why now?', '', undefined, undefined, undefined],
  )
  assert.equal(match('¡pregunta', '¡Pregunta qué tal'), 'qué tal')
})

test('S2-070: other triggers are whole words wherever they stand, without regard to case and accents, and * is for any words', () => {
  const hits: readonly (readonly [string, string])[] = [
    ['setup', 'What is your SETUP?'],
    ['que micro', '¿Qué micró usas?'],
    ['how * setup', 'how much did this whole setup cost'],
    ['how * setup', 'how setup'],
    ['小明', '你好 小明'],
    ['c++', 'C is a language'],
  ]
  const misses: readonly (readonly [string, string])[] = [
    ['setup', 'setups are nice'],
    ['how * setup', 'setup how'],
    ['que micro', 'que gran micro'],
    ['*', 'anything'],
    ['', 'anything'],
    ['   ', '   '],
  ]
  for (const [trigger, message] of hits) assert.equal(match(trigger, message), message, trigger)
  for (const [trigger, message] of misses) assert.equal(match(trigger, message), undefined, trigger)
})

test('S2-070: no trigger and no message takes long, whatever they hold: ten thousand of the worst are looked at', () => {
  const triggers = ['a * a * a * a * a * b', '(a+)+$', '.*.*.*.*=.*', '!(a|aa)+', `${'x * '.repeat(20)}y`].flatMap(
    (text) => readTrigger(text) ?? [],
  )
  const messages = ['a '.repeat(250), `${'a'.repeat(500)}!`, 'x '.repeat(250), '\u0301'.repeat(5_000), ' '.repeat(100_000)]
  for (let turn = 0; turn < 400; turn += 1)
    for (const trigger of triggers) for (const message of messages) assert.equal(trigger.match(message), undefined)
})

const { personas: PERSONAS } = read({
  personas: [
    { name: 'Nova', triggers: ['!ask', 'nova knows'], answersToName: true },
    { name: 'Doctor Pixel', triggers: ['!doc', 'headache'], answersToName: true },
    { name: 'Quiet', triggers: ['help'], answersToName: false },
  ],
})
const chosen = (message: string) => {
  const choice = choosePersona(PERSONAS, message)
  return choice && [choice.persona.name, choice.question]
}

test('S2-072: a message goes to the persona that is meant: a command before a name before mere words, and the first of several', () => {
  assert.deepEqual(chosen('!doc nova, I have a headache'), ['Doctor Pixel', 'nova, I have a headache'])
  assert.deepEqual(chosen('@Nova, I have a headache'), ['Nova', '@Nova, I have a headache'])
  assert.deepEqual(chosen('doctor pixel I need help'), ['Doctor Pixel', 'doctor pixel I need help'])
  assert.deepEqual(chosen('such a headache, help'), ['Doctor Pixel', 'such a headache, help'])
  assert.deepEqual(chosen('help'), ['Quiet', 'help'])
  assert.equal(chosen('quiet please'), undefined)
  assert.equal(chosen('supernova and novas'), undefined)
})

test('of a persona blanks are left out, and one whose name is blank is left out itself', () => {
  const { personas } = read({ personas: [{ name: '  ' }, { name: ' A ', triggers: ['', '!a'], templates: [' ', 'x'] }] })
  assert.deepEqual(
    personas.map(({ name, triggers, templates }) => [name, triggers.length, templates]),
    [['A', 1, ['x']]],
  )
})

test('S2-071: a template is filled with the viewer, the question, the answer and the persona', () => {
  const blanks = { viewer: 'Luna', question: 'why?', answer: 'Because.', persona: 'Nova' }
  assert.equal(
    fillTemplate('{{persona}} to {{ viewer }}: "{{question}}" {{answer}}{{answer}}', blanks),
    'Nova to Luna: "why?" Because.Because.',
  )
})

test('T53: nothing in a template or in what viewers wrote is evaluated, and what they wrote is never filled', () => {
  const nasty = [
    '{{7*7}}',
    '$'.concat('{7*7}'),
    '<%= 7*7 %>',
    '{{#with constructor}}x{{/with}}',
    '{{constructor.constructor("return 1")()}}',
    '{{answer}}',
    '{{viewer}}',
    '$&',
    '$1',
    "$'",
    '__proto__',
  ]
  for (const text of nasty) {
    const blanks = { viewer: text, question: text, answer: 'SECRET', persona: 'Nova' }
    assert.equal(fillTemplate('{{viewer}}|{{question}}', blanks), `${text}|${text}`)
  }
  const blanks = { viewer: 'Luna', question: '', answer: '', persona: '' }
  for (const text of ['{{constructor}}', '{{__proto__}}', '{{toString}}', '{{viewer.length}}', '{{{{viewer}}']) {
    assert.equal(fillTemplate(text, blanks), text.replace(/\{\{viewer\}\}$/, 'Luna'))
  }
})
