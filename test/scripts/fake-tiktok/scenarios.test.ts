import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { runCommand } from '../../../scripts/fake-tiktok/command.ts'
import { createMessages, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { readRecording } from '../../../scripts/fake-tiktok/recording.ts'
import { play, type Scenario, type Step } from '../../../scripts/fake-tiktok/scenario.ts'
import { replay, SCENARIOS } from '../../../scripts/fake-tiktok/scenarios/scenarios.ts'
import { createFakeTikTok } from '../../../scripts/fake-tiktok/server.ts'
import { messageFrame } from '../../../scripts/fake-tiktok/wire.ts'
import { createFolder } from '../../support/folder.ts'

const messages = createMessages({ roomId: '1', createTime: () => 0 })
const parts = { messages, random: () => 0.5, rate: 10 }

for (const [name, scenario] of Object.entries<Scenario>(SCENARIOS)) {
  test(`scenario ${name} goes on for at least 500 steps that can be sent, and waits in between`, () => {
    const steps = take(scenario.steps(parts), 500)
    const sent = steps.flatMap((step) => (step.does === 'push' ? [messageFrame(step.messages).length] : []))
    const waitedMs = steps.map((step) => (step.does === 'wait' ? step.ms : 0)).reduce((sum, ms) => sum + ms, 0)
    assert.equal(steps.length, 500)
    assert.ok(sent.length > 100 && sent.every((bytes) => bytes > 0))
    assert.ok(waitedMs > 10_000)
  })
}

test('a scenario sends as many messages a second as the rate says', () => {
  for (const rate of [1, 10, 1000]) {
    const steps = take(SCENARIOS.storm.steps({ ...parts, rate }), 400)
    const sent = steps.map((step) => (step.does === 'push' ? step.messages.length : 0)).reduce((sum, n) => sum + n, 0)
    const waitedMs = steps.map((step) => (step.does === 'wait' ? step.ms : 0)).reduce((sum, ms) => sum + ms, 0)
    assert.ok(Math.abs((sent / waitedMs) * 1000 - rate) < rate * 0.05 + 0.5, `${sent} in ${waitedMs} ms at ${rate}`)
  }
})

test('a recording is read line by line and replayed once', async () => {
  const folder = createFolder()
  const file = join(folder, 'live.ndjson')
  const { method, payload } = messages.chat(viewer(1), 'recorded')
  const line = JSON.stringify({ at: '2026-01-01', method, payload: Buffer.from(payload).toString('base64') })
  await writeFile(file, `${line}\n${line}\n`)
  const recorded = await readRecording(file)
  assert.deepEqual(
    recorded.map((message) => [message.method, Buffer.from(message.payload).equals(payload)]),
    [
      [method, true],
      [method, true],
    ],
  )
  const pushes = [...replay(recorded)(parts)].filter((step) => step.does === 'push')
  assert.equal(pushes.length, 2)
  await writeFile(file, '{"method":1}')
  await assert.rejects(readRecording(file), /Line 1 .* is no recorded message/)
})

test('an abort ends a play that waits for a client', async (t) => {
  const fake = await createFakeTikTok()
  t.after(() => fake.stop())
  const ending = new AbortController()
  const playing = play(fake, SCENARIOS.demo.steps(parts), { signal: ending.signal, say: () => {}, wait: async () => {} })
  ending.abort()
  await playing
})

test('the command prints the line to copy, and stops when told to', async () => {
  const ending = new AbortController()
  const printed: string[] = []
  const print = (line: string) => {
    printed.push(line)
    ending.abort()
  }
  assert.equal(await runCommand(['--port', '0', '--username', 'ann'], { signal: ending.signal, print }), 0)
  assert.match(printed[0] ?? '', /npm start -- --username ann --tiktok-endpoint http:\/\/127\.0\.0\.1:\d+/)
})

test('the command names every scenario in its help, and refuses what it does not know', async () => {
  const printed: string[] = []
  const parts = { signal: new AbortController().signal, print: (line: string) => printed.push(line) }
  assert.equal(await runCommand(['--help'], parts), 0)
  for (const name of Object.keys(SCENARIOS)) assert.ok(printed[0]?.includes(name), name)
  await assert.rejects(runCommand(['--scenario', 'x'], parts), /There is no scenario x; there are demo, storm/)
  await assert.rejects(runCommand(['--rate', '0'], parts), /--rate must be a number from 1 to 20000/)
})

function take(steps: Generator<Step, void>, count: number): Step[] {
  const taken: Step[] = []
  for (const step of steps) {
    taken.push(step)
    if (taken.length === count) break
  }
  return taken
}
