import assert from 'node:assert/strict'
import { test } from 'node:test'
import { speakableName } from '../../../../plugins/tts/text/speakable-name.ts'

const NAMES: readonly (readonly [name: string, said: string])[] = [
  ['Luna', 'Luna'],
  ['xX_pro_123_Xx', 'pro'],
  ['María José', 'María José'],
  ['maria.gomez_99', 'maria gomez'],
  ['MariaGomez2004', 'Maria Gomez'],
  ['LUNA', 'Luna'],
  ['★彡 Luna 彡★', 'Luna'],
  ['𝓛𝓾𝓷𝓪', 'Luna'],
  ['Ｌｕｎａ', 'Luna'],
  ['user8273648273', 'user'],
  ['Lunaaaaaaa', 'Lunaa'],
  ["O'Connor", "O'Connor"],
  ['J', 'J'],
  ['a b c', 'a b c'],
  ['🔥', 'alguien'],
  ['123456', 'alguien'],
  ['', 'alguien'],
  ['\u202E\u200B', 'alguien'],
  ['xxxx', 'alguien'],
  ['Мария', 'Mariya'],
  ['Дмитрий_77', 'Dmitriy'],
  ['Николай Щукин', 'Nikolay Shchukin'],
  ['Γιώργος', 'Giorgos'],
  ['小明', 'alguien'],
  ['小明 Leo', 'Leo'],
  ['<audio src=x>', 'audio src'],
  ['uno dos tres cuatro cinco', 'uno dos tres'],
]

test('names are said as somebody would say them', () => {
  assert.deepEqual(
    NAMES.map(([name]) => speakableName(name, 'es')),
    NAMES.map(([, said]) => said),
  )
})

test('nobody is somebody in the language', () => {
  assert.equal(speakableName('🔥', 'en-GB'), 'somebody')
})

test('a name of any length and any characters is short, and of letters only', () => {
  for (const name of ['a'.repeat(200), 'ab'.repeat(5000), `z${'\u0301'.repeat(5000)}`, 'palabra '.repeat(100)]) {
    const said = speakableName(name, 'es')
    assert.ok(said.length <= 35, `${said.length}`)
    assert.match(said, /^[\p{L}\p{M} ]+$/u)
  }
})
