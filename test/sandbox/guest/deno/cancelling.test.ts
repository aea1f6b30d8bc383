import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDenoUnderTest } from './core-in-memory.ts'

const never = () => new Promise(() => {})

test('a signal ends reading though the core never answers', async () => {
  const controller = new AbortController()
  const reading = promised<void>()
  const { namespace: Deno } = createDenoUnderTest({
    'file.open': () => ({ id: 1 }),
    'file.read': () => {
      reading.resolve()
      return never()
    },
  })
  const read = Deno.readFile('a', { signal: controller.signal })
  await reading.promise
  controller.abort('enough')
  await assert.rejects(read, (reason) => reason === 'enough')
})

test('a connection that comes after its signal is closed', async () => {
  const controller = new AbortController()
  const connected = promised<unknown>()
  const closed = promised<readonly unknown[]>()
  const { namespace: Deno } = createDenoUnderTest({
    'net.connect': () => connected.promise,
    'net.close': ({ args }) => closed.resolve(args),
  })
  const connecting = Deno.connect({ port: 1, signal: controller.signal })
  controller.abort()
  await assert.rejects(connecting, { name: 'AbortError' })
  connected.resolve({ id: 3, localAddr: { hostname: 'a', port: 1 }, remoteAddr: { hostname: 'b', port: 2 } })
  assert.deepEqual(await closed.promise, [3])
})

test('a program whose signal was aborted before is stopped once it runs', async () => {
  const killed = promised<readonly unknown[]>()
  const { namespace: Deno } = createDenoUnderTest(
    { 'run.spawn': () => ({ id: 1, pid: 2 }), 'run.status': never, 'run.kill': ({ args }) => killed.resolve(args) },
    { grants: { run: ['cat'] } },
  )
  new Deno.Command('cat', { signal: AbortSignal.abort() }).spawn()
  assert.deepEqual(await killed.promise, [1, 'SIGTERM'])
})

test('closing interrupts everything that waits', async () => {
  let reads = 0
  const reading = promised<undefined>()
  const { namespace: Deno } = createDenoUnderTest({
    'net.connect': () => ({ id: 3, localAddr: { hostname: 'a', port: 1 }, remoteAddr: { hostname: 'b', port: 2 } }),
    'net.read': () => {
      reads += 1
      if (reads === 2) reading.resolve(undefined)
      return never()
    },
    'net.write': never,
  })
  const conn = await Deno.connect({ port: 1 })
  const waiting = Promise.allSettled([conn.read(new Uint8Array(1)), conn.write(new Uint8Array(1)), conn.readable.getReader().read()])
  await reading.promise
  conn.close()
  const names = (await waiting).map((end) => (end.status === 'rejected' ? end.reason.name : end.value))
  assert.deepEqual(names, ['Interrupted', 'Interrupted', 'Interrupted'])
})

/** A promise and what settles it. */
function promised<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
