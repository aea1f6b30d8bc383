import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createLogTail } from '../../core/base/log-tail.ts'

/** A log that goes nowhere but into its tail. */
function logged(options: Parameters<typeof createLogTail>[0] = {}) {
  const tail = createLogTail(options)
  return { tail, log: createLog({ level: 'silent', sinks: [tail.sink] }) }
}

test('S0-194: lines are found by level, plugin and text, newest first, and followed by their numbers', () => {
  const { tail, log } = logged()
  log.info({ plugin: 'lamp' }, 'Plugin state changed')
  log.warn({ plugin: 'lamp', reason: 'No Bulb' }, 'A plugin crashed')
  log.error({ code: 7 }, 'Events could not be stored')
  const messages = (filter: Partial<Parameters<typeof tail.lines>[0]>) =>
    tail.lines({ limit: 10, ...filter }).map(({ level, message }) => `${level} ${message}`)
  assert.deepEqual(messages({ levels: ['error', 'warn'] }), ['error Events could not be stored', 'warn A plugin crashed'])
  assert.deepEqual(messages({ plugin: 'lamp', limit: 1 }), ['warn A plugin crashed'])
  assert.deepEqual(messages({ q: 'no bulb' }), ['warn A plugin crashed'])
  assert.deepEqual(
    tail.lines({ limit: 10, after: 2 }).map(({ number, fields }) => ({ number, fields })),
    [{ number: 3, fields: { code: 7 } }],
  )
})

test('the newest lines are kept, so many and no more, and none that is too long', () => {
  const { tail, log } = logged({ max: 3 })
  for (let n = 1; n <= 5; n++) log.info({ n }, 'Counted')
  assert.deepEqual(
    tail.lines({ limit: 10 }).map(({ number }) => number),
    [5, 4, 3],
  )
  log.info({ plugin: 'lamp', text: 'x'.repeat(10_000) }, 'y'.repeat(10_000))
  const [line] = tail.lines({ limit: 1 })
  assert.deepEqual([line?.plugin, line?.message.length, line?.fields], ['lamp', 1000, { shortened: true }])
})

test('the tail has lines from info on, also when the error output has none', () => {
  const { tail, log } = logged()
  log.debug('Scheduled')
  log.info('Said')
  assert.deepEqual(
    tail.lines({ limit: 10 }).map(({ message }) => message),
    ['Said'],
  )
})
