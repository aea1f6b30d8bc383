import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { type FromPort, MAX_QUEUED } from '../../../core/sandbox/protocol.ts'
import { createCell, createProgress as createReader } from '../../../core/sandbox/runner/progress.ts'
import { createOutbox } from '../../../core/sandbox/worker/outbox.ts'
import { createProgress } from '../../../core/sandbox/worker/progress.ts'

function create(t: TestContext) {
  const { port1, port2 } = new MessageChannel()
  t.after(() => port1.close())
  const cell = createCell(4)
  const progress = createProgress(cell)
  const outbox = createOutbox(port1, progress)
  const received = () => {
    const messages: FromPort[] = []
    for (let next = receiveMessageOnPort(port2); next; next = receiveMessageOnPort(port2)) messages.push(next.message)
    return messages
  }
  return { outbox, progress, reader: createReader(cell), received }
}

test('a worker whose messages nobody takes is refused more, until they are taken', (t) => {
  const { outbox, reader } = create(t)
  const post = () => outbox.post({ kind: 'publish', topic: 't', data: '1' }, 1)
  for (let n = 0; n < MAX_QUEUED; n += 1) post()
  assert.throws(post, RangeError)
  reader.passed(1)
  post()
  assert.throws(post, RangeError)
})

test('many results go in few messages, and each is known as finished until it was sent', (t) => {
  const { outbox, progress, reader, received } = create(t)
  for (let deliveryId = 1; deliveryId <= 5_000; deliveryId += 1) {
    progress.end(progress.enter(deliveryId), deliveryId, true)
    outbox.done(deliveryId, 0.1)
  }
  const unsent = reader.finished()
  outbox.flush()
  const messages = received().filter((message) => message.kind === 'messages')
  assert.equal(
    messages.reduce((sum, { settled }) => sum + settled, 0),
    5_000,
  )
  const sentBefore = 5_000 - unsent.length
  assert.deepEqual(
    unsent,
    Array.from({ length: unsent.length }, (_, n) => sentBefore + 1 + n),
  )
  assert.deepEqual(reader.finished(), [])
})
