import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLately } from '../../core/kit/lately.ts'

test('what was read or written within a second is not read again', async () => {
  let time = 0
  let reads = 0
  const lately = createLately(
    async () => ++reads,
    () => time,
  )
  const got = [await lately.get(), await lately.get()]
  time = 1000
  got.push(await lately.get(), lately.note(7), await lately.get())
  time = 1999
  got.push(await lately.get())
  time = 2000
  got.push(await lately.get())
  assert.deepEqual(got, [1, 1, 2, 7, 7, 7, 3])
})
