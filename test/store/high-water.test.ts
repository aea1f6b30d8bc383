import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createHighWater } from '../../core/store/sqlite/high-water.ts'
import { createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'

const clock = createTestClock()
const fileIn = (folder: string) => join(folder, 'showrunner.mark')

test('the highest number is found again, and is 0 at first', () => {
  const file = fileIn(createFolder())
  const first = createHighWater(file, { clock })
  first.raise(7)
  first.raise(12_345_678_901)
  first.close()
  const second = createHighWater(file, { clock })
  assert.deepEqual([first.found, second.found], [0, 12_345_678_901])
  second.close()
})

test('a number that is not what was written is not believed', () => {
  const file = fileIn(createFolder())
  const written = createHighWater(file, { clock })
  written.raise(500)
  written.close()
  const text = readFileSync(file, 'utf8')
  for (const damage of [text.replace('5', '9'), text.slice(0, 10), `${text}x`, '']) {
    writeFileSync(file, damage)
    const read = createHighWater(file, { clock })
    read.close()
    assert.equal(read.found, 0, JSON.stringify(damage))
  }
})

test('a number that cannot be noted is told once and costs nothing else', () => {
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(line) })
  const highWater = createHighWater(fileIn(createFolder()), { clock, log })
  highWater.close()
  highWater.raise(1)
  highWater.raise(2)
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /cannot be noted/)
})
