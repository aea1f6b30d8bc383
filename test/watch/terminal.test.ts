import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog, readableLine } from '../../core/base/log.ts'
import { plain } from '../../core/commands/plain.ts'
import { createConsole } from '../../core/console.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { startWatched } from './watched.ts'

const ESCAPE = '\u001b'
/** Sets the title, clears the screen, pretends to be a line of the log, a link, an 8-bit order, and turns the direction. */
const HOSTILE = [
  `${ESCAPE}]0;pwn\u0007`,
  `${ESCAPE}[2J`,
  '\r\n2026-11-20 20:00:00 ERROR admin login',
  `${ESCAPE}]8;;https://evil.example${ESCAPE}\\click${ESCAPE}]8;;${ESCAPE}\\`,
  '\u009b2J',
  '\u202egnp.exe',
  '\u2028level=error',
]
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/

test('T51: text of viewers draws nothing on the terminal and adds no line to the log, neither JSON nor readable', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', {
    manifest: { subscriptions: [{ event: 'chat' }] },
    files: {
      'plugin.ts':
        'export default { on: { chat: (e, host) => host.log.warn("Said: " + host.settings.text, { text: host.settings.text }) } }',
    },
  })
  const host = await startWatched(t, { pluginRoots: [folders.root] })
  const text = HOSTILE.join(' ')
  await host.send('PUT', '/api/plugins/lamp/settings', { text })
  const sent = await host.send('POST', '/api/simulate/chat', { message: text, displayName: text.slice(0, 60), username: 'pwn' })
  assert.equal(sent.status, 201)
  while (!host.lines.some((line) => line.includes('Said'))) await host.json('/api/health')

  const said = host.lines.filter((line) => line.includes('Said'))
  assert.equal(said.length, 1)
  const json = said[0]?.slice(0, -1) ?? ''
  assert.doesNotMatch(json, OBEYED)
  assert.doesNotMatch(json, /\n/)
  assert.equal(JSON.parse(json).plugin, 'lamp')
  const readable = readableLine(json)
  assert.doesNotMatch(readable, OBEYED)
  assert.doesNotMatch(readable, /\n/)
  assert.match(readable, /Said: .*pwn/)

  const stream = new PassThrough()
  const screen = createConsole({ stream: stream as unknown as NodeJS.WriteStream, clock: systemClock })
  screen.events(host.events)
  screen.stop()
  const drawn = String(stream.read())
  assert.doesNotMatch(drawn, OBEYED)
  assert.equal(
    drawn
      .trimEnd()
      .split('\n')
      .filter((line) => /^\d{4}-|^ *2026/.test(line)).length,
    0,
  )
})

test('T51: what the commands print of others is one line without orders', () => {
  for (const text of HOSTILE) {
    assert.doesNotMatch(plain(text), OBEYED)
    assert.doesNotMatch(plain(text), /\n/)
  }
})

test('T51: an error that quotes a viewer is escaped in every line of the log that it is in', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  for (const text of HOSTILE) log.error({ err: new Error(text), [text]: text }, text)
  assert.equal(lines.length, HOSTILE.length)
  for (const line of lines) {
    assert.doesNotMatch(line.slice(0, -1), OBEYED)
    assert.doesNotMatch(readableLine(line), OBEYED)
    assert.doesNotMatch(readableLine(line), /\n/)
  }
  assert.ok(HOSTILE.includes(JSON.parse(lines[4] ?? '').msg))
})

test('T51: the console of a person shows an event of a viewer in one line', () => {
  const stream = new PassThrough()
  const screen = createConsole({ stream: stream as unknown as NodeJS.WriteStream, clock: systemClock })
  const user = { userId: '1', uniqueId: 'pwn', displayName: HOSTILE.join(' '), safeName: 'pwn' }
  // As a replay of an old log might have it, from before texts were cleaned.
  const event = {
    eventType: 'gift',
    source: 'simulator',
    user,
    payload: { giftName: HOSTILE[2], giftCount: 1, coins: 1 },
  } as unknown as UnifiedEvent
  screen.events([event])
  screen.stop()
  const drawn = String(stream.read())
  assert.doesNotMatch(drawn, OBEYED)
  assert.equal(drawn.trimEnd().split('\n').length, 1)
})
