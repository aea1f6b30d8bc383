import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWebRealm } from './web-realm.ts'

const realm = createWebRealm()
const [ReadableStream, WritableStream, TransformStream] = [
  realm.get('ReadableStream'),
  realm.get('WritableStream'),
  realm.get('TransformStream'),
]

test('a pipe takes from its source no faster than its end writes', async () => {
  let pulled = 0
  const writes: (() => void)[] = []
  const source = new ReadableStream({
    pull(controller) {
      pulled += 1
      if (pulled > 20) controller.close()
      else controller.enqueue(pulled)
    },
  })
  const wrote: number[] = []
  let begun = () => {}
  const sink = new WritableStream<number>({
    write(chunk) {
      wrote.push(chunk)
      begun()
      return new Promise((resolve) => void writes.push(resolve))
    },
  })
  const first = new Promise<void>((resolve) => {
    begun = resolve
  })
  const piped = source.pipeThrough(new TransformStream()).pipeTo(sink)
  await first
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
  assert.ok(pulled <= 6, `${pulled} pulled though one write was taken`)
  begun = () => writes.pop()?.()
  const free = setInterval(() => writes.pop()?.(), 0)
  await piped
  clearInterval(free)
  assert.deepEqual(
    wrote,
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
})

test('an abort of its signal stops a pipe, with the reason', async () => {
  const controller = new (realm.get('AbortController'))()
  let cancelled: unknown
  const source = new ReadableStream({
    pull: (queue) => queue.enqueue('x'),
    cancel(reason) {
      cancelled = reason
    },
  })
  const sink = new WritableStream({
    write() {
      controller.abort('enough')
    },
  })
  await assert.rejects(source.pipeTo(sink, { signal: controller.signal }), (reason) => reason === 'enough')
  assert.equal(cancelled, 'enough')
})

test('a stream is split, walked through, and made of a list', async () => {
  const [left, right] = ReadableStream.from([1, 2, 3]).tee()
  const seen: unknown[] = []
  for await (const chunk of left) seen.push(chunk)
  const reader = right.getReader()
  seen.push((await reader.read()).value)
  reader.releaseLock()
  for await (const chunk of right) {
    seen.push(chunk)
    break
  }
  assert.deepEqual(seen, [1, 2, 3, 1, 2])
  assert.equal(right.locked, false)
})

test('a byte stream fills the memory of whoever reads', async () => {
  const stream = new ReadableStream({
    type: 'bytes',
    start(controller) {
      controller.enqueue(new Uint8Array([1, 2, 3, 4, 5]))
      controller.close()
    },
  })
  const reader = stream.getReader({ mode: 'byob' })
  const first = await reader.read(new Uint8Array(3))
  const second = await reader.read(new Uint8Array(3))
  assert.deepEqual(
    [[...(first.value ?? [])], [...(second.value ?? [])]],
    [
      [1, 2, 3],
      [4, 5],
    ],
  )
})
