import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, readableLine } from '../../core/base/log.ts'

function logged(act: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  act(createLog({ level: 'info', write: (line) => lines.push(line) }))
  return lines.join('')
}

test('secrets are cut out of a line, at the top and one level below', () => {
  const text = logged((log) =>
    log.warn({ token: 'hush', options: { apiKey: 'hush', tiktokSessionId: 'hush', name: 'seen' } }, 'Connecting'),
  )
  assert.doesNotMatch(text, /hush/)
  assert.match(text, /seen/)
})

test('P9: a line for people has time, level, sentence and values, and no control characters', () => {
  const line = readableLine(logged((log) => log.error({ plugin: 'lamp', reason: 'a\u001b[2Jb\nc' }, 'A plugin crashed')))
  assert.match(line, /^\d\d:\d\d:\d\d ERROR A plugin crashed plugin=lamp reason=a \[2Jb c$/)
})
