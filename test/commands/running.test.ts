import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { noteRunning, readRunning } from '../../core/commands/running.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { createOperator } from './operator.ts'

test('a note of a running host that was cut off is none', async (t) => {
  const { dataDir, type } = createOperator(t)
  await writeFile(join(dataDir, 'running.json'), '{"url":"htt')
  await assert.rejects(type('status'), { code: 'HOST_UNREACHABLE' })
})

test('a note that outlived its host does not lead to another host at its port', async (t) => {
  const { dataDir, type } = createOperator(t)
  const other = createServer((_, response) => response.writeHead(401).end('{"code":"KEY_WRONG"}')).listen(0, '127.0.0.1')
  t.after(() => other.close())
  await once(other, 'listening')
  await noteRunning(dataDir, { url: `http://127.0.0.1:${Object(other.address()).port}`, pid: 1 })
  await writeFile(join(dataDir, 'keys.json'), '{"admin":"key-of-this-folder"}')
  await assert.rejects(type('status'), { code: 'HOST_UNREACHABLE', message: /not the Showrunner of the data folder/ })
  // As where none runs.
  await assert.rejects(type('backup'), /There is nothing in .* to back up/)
})

test('a host that cannot leave its note runs on, says so once, and leaves it as soon as it can', async () => {
  const dataDir = join(createFolder(), 'data')
  const [clock, told]: [ReturnType<typeof createVirtualClock>, string[]] = [createVirtualClock(), []]
  const running = { url: 'http://127.0.0.1:1', pid: 1 }
  const forget = await noteRunning(dataDir, running, { clock, warn: (sentence) => told.push(sentence) })
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /running\.json cannot be written \(ENOENT\), so commands need --url http:\/\/127\.0\.0\.1:1 until it can/)
  await mkdir(dataDir)
  await clock.advance(5_000)
  while ((await readRunning(dataDir)) === undefined) await setImmediate()
  assert.deepEqual(await readRunning(dataDir), running)
  await forget()
  assert.equal(await readRunning(dataDir), undefined)
})
