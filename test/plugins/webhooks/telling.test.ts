import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RetryError } from '../../../core/kit/failures.ts'
import { createTelling } from '../../../plugins/webhooks/telling.ts'
import { eventOf } from './parts.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const full = async () => Promise.reject(new RetryError('Too much waits for shop already', 40_000))

function open(shop: () => Promise<void>) {
  const heard: string[] = []
  const tell = (name: string, work: () => Promise<void>) => ({
    name,
    tell: async () => {
      await work()
      heard.push(name)
    },
  })
  const stations = [tell('shop', shop), tell('channel', async () => {})]
  return { tellAll: createTelling({ stations, host: { log } }), heard }
}

test('what the storage has no room for is put off until there may be, twice as long with each try', async () => {
  const { tellAll } = open(full)
  for (const [attempt, retryAfterMs] of [
    [1, 40_000],
    [3, 60_000],
    [20, 3_600_000],
  ] as const)
    await assert.rejects(tellAll(eventOf('gift'), { attempt }), { name: 'RetryError', retryAfterMs })
})

test('what fails for another reason is told as it is, and what cannot be said is not tried again', async () => {
  const broken = open(async () => Promise.reject(new Error('The store is full')))
  await assert.rejects(broken.tellAll(eventOf('gift'), { attempt: 1 }), { message: 'The store is full' })
  const mute = open(async () => Promise.reject(Object.assign(new Error('No JSON'), { permanent: true })))
  await mute.tellAll(eventOf('gift'), { attempt: 1 })
  assert.deepEqual(mute.heard, ['channel'])
})
