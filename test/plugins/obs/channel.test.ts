import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChannel, type Held } from '../../../plugins/obs/effects/channel.ts'
import { createTestClock } from './clock.ts'

/** A scene of OBS that takes a tenth of a second for each change; `refuse` makes it say no. */
function createScene() {
  const clock = createTestClock()
  const written: string[] = []
  const kept: (Held<string> | undefined)[] = []
  const faults: string[] = []
  let onAir = 'Game'
  let isRefusing = false
  const channel = createChannel<string>({
    clock,
    read: async () => onAir,
    async write(scene) {
      await new Promise<void>((resolve) => void clock.after(100, resolve))
      if (isRefusing) throw new Error('OBS is away')
      written.push(scene)
      onAir = scene
    },
    onHeld: (held) => kept.push(held),
    onFault: (error) => faults.push(String(error)),
  })
  return { clock, written, kept, faults, channel, onAir: () => onAir, refuse: (now: boolean) => (isRefusing = now) }
}

test('of two hundred changes that come at once the first and the last are written', async () => {
  const { clock, written, channel } = createScene()
  const asked = Array.from({ length: 200 }, (_, turn) => channel.ask({ value: `Scene ${turn}`, priority: 50 }))
  await clock.advance(1000)
  assert.deepEqual(await Promise.all(asked), Array(200).fill('now'))
  assert.deepEqual(written, ['Scene 0', 'Scene 199'])
})

test('the streamer who changes the scene wins: nothing comes back over it', async () => {
  const { clock, written, channel, kept } = createScene()
  void channel.ask({ value: 'Party', priority: 50, forMs: 5000 })
  await clock.advance(1000)
  channel.noticed('Party')
  assert.equal(channel.isHolding(), true)
  channel.noticed('Talk')
  await clock.advance(10_000)
  assert.deepEqual([written, channel.isHolding(), kept.at(-1)], [['Party'], false, undefined])
})

test('the echo of an earlier change is nobody else', async () => {
  const { clock, written, channel } = createScene()
  void channel.ask({ value: 'Party', priority: 50, forMs: 5000 })
  await clock.advance(500)
  void channel.ask({ value: 'Galaxy', priority: 80, forMs: 5000 })
  await clock.advance(500)
  channel.noticed('Party')
  channel.noticed('Galaxy')
  await clock.advance(10_000)
  assert.deepEqual(written, ['Party', 'Galaxy', 'Game'])
})

test('what cannot come back while OBS is away is kept for later', async () => {
  const { clock, kept, faults, channel, refuse } = createScene()
  void channel.ask({ value: 'Party', priority: 50, forMs: 5000 })
  await clock.advance(1000)
  refuse(true)
  await clock.advance(10_000)
  assert.deepEqual([kept.at(-1), faults], [{ value: 'Party', back: 'Game' }, ['Error: OBS is away']])
})

test('what OBS refuses is told to who asked, and nothing is held', async () => {
  const { clock, faults, channel, refuse } = createScene()
  refuse(true)
  const asked = assert.rejects(channel.ask({ value: 'Party', priority: 50, forMs: 5000 }), /OBS is away/)
  await clock.advance(1000)
  await asked
  assert.deepEqual([channel.isHolding(), faults, clock.pending()], [false, [], 0])
})

test('the end of all brings back what was there before', async () => {
  const { clock, channel, onAir } = createScene()
  void channel.ask({ value: 'Galaxy', priority: 80, forMs: 60_000 })
  void channel.ask({ value: 'Party', priority: 50, forMs: 60_000 })
  await clock.advance(1000)
  void channel.end()
  await clock.advance(1000)
  assert.deepEqual([onAir(), clock.pending()], ['Game', 0])
})
