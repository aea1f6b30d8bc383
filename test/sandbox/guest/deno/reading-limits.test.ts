import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_CHUNK_BYTES } from '../../../../core/sandbox/powers.ts'
import { createDenoUnderTest } from './core-in-memory.ts'

const MAX_WHOLE_BYTES = 64 * 1024 * 1024
/** A stream takes the memory that it is given, so each has its own. */
const chunk = () => new Uint8Array(MAX_CHUNK_BYTES)

test('a file without an end is given up at 64 MiB, and closed', async () => {
  const { namespace: Deno, methods } = createDenoUnderTest({ 'file.open': () => ({ id: 1 }), 'file.read': chunk })
  await assert.rejects(Deno.readFile('endless'), { name: 'RangeError', message: /"endless" is longer than 67108864 bytes/ })
  assert.equal(methods().filter((method) => method === 'file.read').length, Math.floor(MAX_WHOLE_BYTES / MAX_CHUNK_BYTES) + 1)
  assert.equal(methods().at(-1), 'file.close')
})

test('a program that says too much is stopped', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest(
    { 'run.spawn': () => ({ id: 1, pid: 2 }), 'run.read': chunk, 'run.status': () => new Promise(() => {}) },
    { grants: { run: ['yes'] } },
  )
  await assert.rejects(new Deno.Command('yes', { stderr: 'null' }).output(), RangeError)
  await Promise.resolve()
  assert.deepEqual(asked.at(-1), { method: 'run.kill', args: [1, 'SIGTERM'] })
})

test('what is written goes in parts that fit a message', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest({ 'file.open': () => ({ id: 1 }) })
  await Deno.writeFile('a', new Uint8Array(MAX_CHUNK_BYTES * 2 + 1))
  const sizes = asked.flatMap(({ bytes }) => (bytes ? [bytes.length] : []))
  assert.deepEqual(sizes, [MAX_CHUNK_BYTES, MAX_CHUNK_BYTES, 1])
})

test('text is never cut within a character', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest({ 'file.open': () => ({ id: 1 }) })
  const text = `a${'🎁'.repeat(200_000)}`
  await Deno.writeTextFile('a', text)
  assert.equal(Buffer.concat(asked.flatMap(({ bytes }) => bytes ?? [])).toString(), text)
})

test('lone surrogates become U+FFFD, also at the end of a stream', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest({ 'file.open': () => ({ id: 1 }) })
  const stream = new ReadableStream<string>({
    start(controller) {
      for (const part of ['\uD83D', 'x', '\uD83C', '\uDF81', '\uD83D']) controller.enqueue(part)
      controller.close()
    },
  })
  await Deno.writeTextFile('a', stream)
  assert.equal(Buffer.concat(asked.flatMap(({ bytes }) => bytes ?? [])).toString(), '\uFFFDx🎁\uFFFD')
})

test('no more is asked for than a message holds', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest({ 'file.open': () => ({ id: 1 }), 'file.read': () => new Uint8Array(1) })
  const file = await Deno.open('a')
  await file.read(new Uint8Array(MAX_CHUNK_BYTES * 10))
  assert.deepEqual(asked.at(-1)?.args, [1, MAX_CHUNK_BYTES])
})
