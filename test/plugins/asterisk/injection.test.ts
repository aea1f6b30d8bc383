import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAmiReader, writeAction } from '../../../plugins/asterisk/transport/ami-message.ts'
import { writeCallFile } from '../../../plugins/asterisk/transport/call-file.ts'
import { encode } from '../../../plugins/asterisk/transport/encode.ts'

const CALL = { id: 'call-1', number: '3005050149', audio: '/var/data/sounds/call-1', seconds: 2 }
const SETTINGS = {
  ...{ dial: 'PJSIP/{number}@trunk', callerId: '', context: 'internal', spool: '/var/spool/asterisk' },
  ...{ ringSeconds: 30, callFileRetries: 2 },
}
/** What ends a line, a value or a word in one of the protocols, and what Asterisk would put something in place of. */
const ORDERS = [
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  '\0',
  ',',
  ';',
  '#',
  '$',
  '\u0024{SHELL(id)}',
  '$[1]',
  '&',
  '|',
  '"',
  "'",
  '`',
  ' ',
  '%0a',
  '٣',
  '（',
  'ñ',
  '\\',
]

test('S4-046: a call file has the words of the seed, each on a line of its own', () => {
  assert.deepEqual(writeCallFile(CALL, SETTINGS).split('\n'), [
    ...['Channel: PJSIP/3005050149@trunk', 'Context: internal', 'Extension: tts_playback', 'Priority: 1'],
    ...['MaxRetries: 2', 'RetryTime: 60', 'WaitTime: 30'],
    ...['Set: AUDIO_FILE=/var/data/sounds/call-1', 'Set: JOB_ID=call-1', 'Set: PHONE_NUMBER=3005050149', 'Archive: yes', ''],
  ])
})

test('S4-047: nothing that Asterisk is told can hold an order, wherever it stands and whoever wrote it', () => {
  for (const order of ORDERS)
    for (const place of ['id', 'number', 'audio'] as const)
      for (const value of [`${CALL[place]}${order}`, `${CALL[place]}${order}Application: System`, `${order}${CALL[place]}`])
        assert.throws(() => encode({ ...CALL, [place]: value }, SETTINGS), { name: 'PermanentError' }, JSON.stringify([place, value]))
  for (const order of ORDERS)
    for (const place of ['dial', 'callerId', 'context'] as const)
      assert.throws(
        () => encode(CALL, { ...SETTINGS, [place]: `${SETTINGS[place]}${order}` }),
        { name: 'PermanentError' },
        JSON.stringify([place, order]),
      )
})

test('S4-047: the sentence of a refusal does not repeat what was refused', () => {
  assert.throws(
    () => encode({ ...CALL, number: '300secret' }, SETTINGS),
    (error: Error) => !error.message.includes('secret'),
  )
})

test('S4-047: an AMI action is refused where a value would end its line, is not ASCII, or is longer than Asterisk reads', () => {
  for (const value of ['a\r\nAction: Command', 'a\n', 'a\r', 'a\0', 'ñ', 'a'.repeat(1001)])
    assert.throws(() => writeAction([['Variable', value]]), { name: 'PermanentError', message: /^Variable cannot be told/ })
  assert.throws(() => writeAction([['Variable\r\nX', 'a']]), { name: 'PermanentError' })
  assert.equal(
    writeAction([
      ['Action', 'Ping'],
      ['ActionID', '1'],
    ]),
    'Action: Ping\r\nActionID: 1\r\n\r\n',
  )
})

test('AMI is read however it is cut, and what never ends is not kept', () => {
  const text = 'Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: login\r\n\r\nEvent: Hangup\r\nCause-txt: User busy\r\n\r\n'
  for (let cut = 1; cut < text.length; cut += 1) {
    const read = createAmiReader()
    const messages = [...read(text.slice(0, cut)), ...read(text.slice(cut))]
    assert.deepEqual(
      messages,
      [
        { response: 'Success', actionid: 'login' },
        { event: 'Hangup', 'cause-txt': 'User busy' },
      ],
      `cut at ${cut}`,
    )
  }
  assert.throws(() => createAmiReader()('a'.repeat(70_000)), /no Asterisk Manager Interface/)
})
