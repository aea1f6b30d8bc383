import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOnce } from '../../core/kit/once.ts'

test('what was done is not done again, what failed is, and of many the oldest is forgotten', async () => {
  const done: string[] = []
  const once = createOnce(2)
  const work = (name: string) => once(name, async () => void done.push(name))
  for (const name of ['a', 'a', 'b']) await work(name)
  await assert.rejects(
    once('c', async () => {
      throw new Error('Not now')
    }),
  )
  for (const name of ['c', 'a', 'b', 'c']) await work(name)
  assert.deepEqual(done, ['a', 'b', 'c', 'a', 'b', 'c'])
})
