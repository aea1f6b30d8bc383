import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { deflateSync } from 'node:zlib'
import { createBallast } from '../../core/store/sqlite/ballast.ts'
import { createRoom } from '../../core/store/sqlite/room.ts'
import type { RoomFact } from '../../core/store/store.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const MEBIBYTE = 1024 * 1024
const BYTES = 64 * 1024
const FULL = new Error('full')

/** The room of a disk whose free space the test says, with a ballast that is really there. */
function stage({ freeMiB = 1000, hasBallast = true } = {}) {
  const file = join(createFolder(), 'ballast')
  if (hasBallast) writeFileSync(file, Buffer.alloc(BYTES))
  const disk = { freeMiB }
  const clock = createVirtualClock()
  const facts: RoomFact[] = []
  const room = createRoom({
    ballast: createBallast(file, BYTES),
    bytes: BYTES,
    isFull: (error) => error === FULL,
    free: async () => disk.freeMiB * MEBIBYTE,
    clock,
    log: undefined,
    onFact: (fact) => facts.push(fact),
  })
  /** A write that finds the disk full as long as the ballast is there, or for good. */
  const write = ({ always = false } = {}) =>
    room.attempt(() => {
      if (always || existsSync(file)) throw FULL
      return 'written'
    })
  return { room, disk, clock, facts, write, file, kinds: () => facts.map(({ kind }) => kind) }
}

/** Files are written in the background, which virtual time does not wait for. */
async function until(isTrue: () => boolean, step: () => Promise<void>) {
  while (!isTrue()) await step()
}

test('F1: a write that finds the disk full is tried again in the place of the ballast', () => {
  const { room, write, file, kinds } = stage()
  assert.equal(write(), 'written')
  assert.deepEqual([room.state(), existsSync(file), kinds()], ['short', false, ['short']])
  assert.throws(() => write({ always: true }), FULL)
  assert.throws(() => write({ always: true }), FULL)
  assert.equal(write(), 'written')
  assert.deepEqual([room.state(), kinds()], ['short', ['short', 'full', 'short']])
})

test('F1: an error that says nothing of room is not tried again', () => {
  const { room, file } = stage()
  const broken = new Error('broken')
  let tries = 0
  assert.throws(
    () =>
      room.attempt(() => {
        tries++
        throw broken
      }),
    broken,
  )
  assert.deepEqual([tries, existsSync(file), room.state()], [1, true, 'enough'])
})

test('F1: the ballast is taken again once there is room for it and more, and then everything is kept again', async () => {
  const { room, disk, clock, write, file, kinds } = stage({ freeMiB: 0 })
  write()
  await clock.advance(5000)
  assert.deepEqual([room.state(), existsSync(file)], ['short', false])
  disk.freeMiB = 300
  await until(
    () => room.state() === 'enough',
    () => clock.advance(1000),
  )
  assert.deepEqual([statSync(file).size, kinds()], [BYTES, ['short', 'enough']])
  await room.stop()
})

test('F1: a disk that is nearly full is told once, and again only when it was not so in between', async () => {
  const { room, disk, clock, facts } = stage({ freeMiB: 190 })
  await clock.advance(120_000)
  disk.freeMiB = 220
  await clock.advance(60_000)
  disk.freeMiB = 190
  await clock.advance(60_000)
  assert.deepEqual(facts, [{ kind: 'low', freeBytes: 190 * MEBIBYTE }])
  disk.freeMiB = 300
  await clock.advance(60_000)
  disk.freeMiB = 100
  await clock.advance(60_000)
  assert.deepEqual(facts.slice(1), [{ kind: 'low', freeBytes: 100 * MEBIBYTE }])
  await room.stop()
})

test('F2: a ballast takes real space, which no file system can save by packing it', async () => {
  const file = join(createFolder(), 'ballast')
  writeFileSync(`${file}.part`, 'left by a crash')
  const ballast = createBallast(file, 3 * MEBIBYTE)
  assert.deepEqual([ballast.isThere(), existsSync(`${file}.part`), ballast.give()], [false, false, false])
  assert.equal(await ballast.make(), true)
  const bytes = readFileSync(file)
  assert.ok(deflateSync(bytes).length >= bytes.length)
  assert.deepEqual(
    [bytes.length, createBallast(file, 3 * MEBIBYTE).isThere(), createBallast(file, MEBIBYTE).isThere()],
    [3 * MEBIBYTE, true, false],
  )
  assert.deepEqual([ballast.give(), existsSync(file)], [true, false])
})

test('F2: what is being made of a ballast when it is stopped is gone when that is over, so that the next start finds the folder its own', async () => {
  const file = join(createFolder(), 'ballast')
  const ballast = createBallast(file, 64 * MEBIBYTE)
  const making = ballast.make()
  while (!existsSync(`${file}.part`)) await new Promise(setImmediate)
  await ballast.stop()
  assert.deepEqual([existsSync(`${file}.part`), existsSync(file), await making], [false, false, false])
})
