import assert from 'node:assert/strict'
import { existsSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DEFAULT_MESSAGES } from '../../../../plugins/tts/compose/defaults.ts'
import { followMessages, MESSAGES_FILE, MODULAR_FILE } from '../../../../plugins/tts/compose/follow.ts'
import { createFolder } from '../../../support/folder.ts'
import { createRecordingHost } from '../../../support/recording-host.ts'
import { filesIn } from '../cache/node-files.ts'

function follow() {
  const root = createFolder()
  const { host, lines } = createRecordingHost()
  const files = filesIn(root)
  let now = 0
  let looks = 0
  const stat = (path: string | URL) => {
    looks += 1
    return files.stat(path)
  }
  const messages = followMessages({ files: { ...files, stat }, log: host.log, now: () => now })
  return {
    messages,
    lines,
    looks: () => looks,
    pass(ms: number) {
      now += ms
    },
    path: (name: string) => join(root, name),
    /** With a time of its own: what is written twice within a tick of the disk's clock would look the same. */
    write(name: string, text: string, second = 1) {
      writeFileSync(join(root, name), text)
      utimesSync(join(root, name), second, second)
    },
    opener: async (category = 'follow') => (await messages.of('es')).get(category)?.patterns.get('default')?.lists.opener[0],
  }
}

const file = (opener: string) => JSON.stringify({ es: { follow: { openers: [opener], structures: [{ parts: ['opener', 'user'] }] } } })

test('S0-122: the messages that are delivered are written down once, for an operator to change', async () => {
  const { messages, path, write } = follow()
  await messages.writeDefaults()
  assert.deepEqual(JSON.parse(readFileSync(path(MESSAGES_FILE), 'utf8')), DEFAULT_MESSAGES)
  write(MESSAGES_FILE, file('¡Mía!'))
  await messages.writeDefaults()
  assert.equal(readFileSync(path(MESSAGES_FILE), 'utf8'), file('¡Mía!'))
})

test('S0-123: a change holds from the next message on, without a restart', async () => {
  const { write, opener, pass, lines } = follow()
  write(MESSAGES_FILE, file('Uno'), 1)
  assert.equal(await opener(), 'Uno')
  write(MESSAGES_FILE, file('Dos'), 2)
  assert.equal(await opener(), 'Uno')
  pass(1000)
  assert.equal(await opener(), 'Dos')
  assert.deepEqual(lines, [{ level: 'info', message: 'messages.json was read again' }])
})

test('the disk is looked at once a second at most, however much is said', async () => {
  const { opener, pass, looks } = follow()
  for (let n = 0; n < 50; n += 1) await opener()
  const first = looks()
  pass(999)
  await opener()
  assert.equal(looks(), first)
  pass(1)
  await opener()
  assert.equal(looks(), first * 2)
})

test('a file that cannot be used leaves the last good one, and says once where it is wrong', async () => {
  const { write, opener, pass, lines } = follow()
  write(MESSAGES_FILE, file('Uno'), 1)
  await opener()
  write(MESSAGES_FILE, file('Dos').replace('"user"', '"usr"'), 2)
  for (let n = 0; n < 3; n += 1) {
    pass(1000)
    assert.equal(await opener(), 'Uno')
  }
  write(MESSAGES_FILE, '{ "es": ', 3)
  pass(1000)
  assert.equal(await opener(), 'Uno')
  assert.equal(lines.length, 2)
  assert.match(
    lines[0]?.message ?? '',
    /^messages\.json cannot be used: es\.follow\.structures\[0\]\.parts\[1\] is "usr": use one of .*\. The messages before it go on$/,
  )
  assert.match(lines[1]?.message ?? '', /^messages\.json cannot be used: It is no JSON/)
})

test('a file that is too large is not read, and one that was taken away leaves what was delivered', async () => {
  const { write, opener, pass, lines, path } = follow()
  const delivered = await opener()
  write(MESSAGES_FILE, `${file('Uno')}${' '.repeat(300_000)}`, 1)
  pass(1000)
  assert.equal(await opener(), delivered)
  assert.match(lines[0]?.message ?? '', /more than 262144 bytes/)
  write(MESSAGES_FILE, file('Dos'), 2)
  pass(1000)
  assert.equal(await opener(), 'Dos')
  unlinkSync(path(MESSAGES_FILE))
  pass(1000)
  assert.equal(await opener(), delivered)
  assert.equal(existsSync(path(MESSAGES_FILE)), false)
})

test('S0-122: gmod-tts-modular.json goes before messages.json, and what it does not have is as there', async () => {
  const { write, opener } = follow()
  write(
    MESSAGES_FILE,
    JSON.stringify({ es: { follow: { openers: ['Uno'], structures: ['opener'] }, share: { openers: ['Tres'], structures: ['opener'] } } }),
  )
  write(MODULAR_FILE, JSON.stringify({ follow: { openers: ['Dos'], structures: ['opener'] } }))
  assert.deepEqual([await opener(), await opener('share')], ['Dos', 'Tres'])
})
