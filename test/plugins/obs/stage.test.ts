import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStage } from '../../../plugins/obs/effects/stage.ts'
import type { Ask } from '../../../plugins/obs/link/requests.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { createTestClock } from './clock.ts'

/** A stage in front of an OBS that has nothing but scenes; what is kept lies in `recorded`. */
function createRun(recorded: ReturnType<typeof createRecordingHost>, scene: { onAir: string; isAway?: boolean }) {
  const clock = createTestClock()
  const answers: Readonly<Record<string, (data: { sceneName: string }) => unknown>> = {
    GetCurrentProgramScene: () => ({ currentProgramSceneName: scene.onAir }),
    SetCurrentProgramScene({ sceneName }) {
      scene.onAir = sceneName
    },
  }
  // Only these two are asked for a scene.
  const ask = (async (type: string, data: { sceneName: string }) => {
    if (scene.isAway) throw new Error('OBS is away')
    return answers[type]?.(data)
  }) as unknown as Ask
  const stage = createStage({ ask, kv: recorded.host.kv, clock, onScene: () => {}, onFault: () => {} })
  return { clock, stage, ask }
}

test('a scene that a plugin left behind when it died is put back by the next one', async () => {
  const recorded = createRecordingHost()
  const scene = { onAir: 'Game' }
  const first = createRun(recorded, scene)
  await first.stage.follow(first.ask)
  await first.stage.switchTo('Party', { priority: 50, forMs: 60_000 })
  assert.equal(scene.onAir, 'Party')

  const second = createRun(recorded, scene)
  await second.stage.follow(second.ask)
  assert.deepEqual([scene.onAir, recorded.kept.get('held')], ['Game', []])
})

test('a scene that the streamer has changed since is left alone', async () => {
  const recorded = createRecordingHost()
  const scene = { onAir: 'Game' }
  const first = createRun(recorded, scene)
  await first.stage.switchTo('Party', { priority: 50, forMs: 60_000 })
  scene.onAir = 'Talk'

  const second = createRun(recorded, scene)
  await second.stage.follow(second.ask)
  assert.deepEqual([scene.onAir, recorded.kept.get('held')], ['Talk', []])
})

test('what should have come back while OBS was away comes back with it', async () => {
  const scene = { onAir: 'Game', isAway: false }
  const { clock, stage, ask } = createRun(createRecordingHost(), scene)
  await stage.switchTo('Party', { priority: 50, forMs: 5000 })
  scene.isAway = true
  await clock.advance(10_000)
  scene.isAway = false
  await stage.follow(ask)
  assert.equal(scene.onAir, 'Game')
})

test('an effect that outlasts a break of the line ends on time', async () => {
  const scene = { onAir: 'Game', isAway: false }
  const { clock, stage, ask } = createRun(createRecordingHost(), scene)
  await stage.switchTo('Party', { priority: 50, forMs: 5000 })
  await stage.follow(ask)
  assert.equal(scene.onAir, 'Party')
  await clock.advance(5000)
  assert.equal(scene.onAir, 'Game')
})
