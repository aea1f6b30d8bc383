import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as proto from 'tiktok-live-proto/v3'
import type { FakeMessage } from '../../scripts/fake-tiktok/messages.ts'
import { readRecording } from '../../scripts/fake-tiktok/recording.ts'
import type { Followed } from '../ingest/tiktok/followed.ts'

const RECORDING = fileURLToPath(new URL('../../../shared/recordings/live-2023.ndjson', import.meta.url))

/** How many messages the recording holds. */
export const RECORDED = 337

/** Plays the recorded lives through the stand-in, one after the other. False, and the test says so, when the recording is not there. */
export async function playRecordedLive(t: TestContext, { source, fake, clock, untilState }: Followed): Promise<boolean> {
  if (!existsSync(RECORDING)) {
    t.skip(`the recordings of real lives are not part of the repository: there is no ${RECORDING}`)
    return false
  }
  const recorded = await readRecording(RECORDING)
  assert.equal(recorded.length, RECORDED)
  source.start()
  for (const live of splitAtEnds(recorded)) {
    await untilState('connected')
    for (let n = 0; n < live.length; n += 10) fake.push(live.slice(n, n + 10), { gzip: n % 20 === 0 })
    if (!isEnd(live.at(-1))) continue
    await untilState('waiting')
    clock.advance(source.status().retryInMs ?? 0)
    await untilState('connecting')
  }
  return true
}

function splitAtEnds(messages: readonly FakeMessage[]): FakeMessage[][] {
  const lives: FakeMessage[][] = [[]]
  for (const message of messages) {
    lives.at(-1)?.push(message)
    if (isEnd(message)) lives.push([])
  }
  return lives
}

function isEnd(message: FakeMessage | undefined): boolean {
  return message?.method === 'WebcastControlMessage' && proto.WebcastControlMessage.decode(message.payload).action === 3
}
