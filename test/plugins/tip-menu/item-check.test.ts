import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createItemCheck } from '../../../plugins/tip-menu/item-check.ts'

const item = { title: 'Aloud', unit: 'coins', action: { id: 'tts.say', input: { text: '{name} {item}: {message}' } } } as const

test('an item is looked at with the words of some viewer, of which a gift brings none', async () => {
  const asked: unknown[] = []
  const check = createItemCheck({ call: async (...given) => void asked.push(given) })
  await check(item)
  await check({ ...item, unit: 'cents' })
  assert.deepEqual(asked, [
    ['tts.say', { text: 'Ana Aloud: ' }, { dryRun: true }],
    ['tts.say', { text: 'Ana Aloud: Hello' }, { dryRun: true }],
  ])
})

test('what is wrong with the input refuses the item, and a plugin that does not run does not', async () => {
  const failing = (message: string) => createItemCheck({ call: () => Promise.reject(new Error(message)) })
  await assert.rejects(failing('Input of tts.say: "text" is empty')(item), {
    code: 'ITEM_INVALID',
    message: 'Input of tts.say: "text" is empty',
  })
  await failing('tts.say cannot be called: tts is switched off')(item)
})
