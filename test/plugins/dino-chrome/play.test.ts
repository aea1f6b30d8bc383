import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlay } from '../../../plugins/dino-chrome/game/play.ts'

/** A game that writes down what is asked of it; `crash` and `fail` are the test's. */
function createGame() {
  const asked: string[] = []
  let crash: (isCrashed: boolean) => void = () => {}
  let land = () => {}
  const game = {
    run: async () => void asked.push('run'),
    jump: () => {
      asked.push('jump')
      return new Promise<void>((resolve) => {
        land = () => {
          asked.push('landed')
          resolve()
        }
      })
    },
    duck: async (ms: number) => void asked.push(`duck ${ms}`),
    speedUp: async (by: number) => void asked.push(`speed ${by}`),
    isCrashed: () =>
      new Promise<boolean>((resolve) => {
        crash = resolve
      }),
    score: async () => 42,
  }
  return { game, asked, crash: (isCrashed: boolean) => crash(isCrashed), land: () => land() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const never = new AbortController().signal
const nothing = () => {}
const quiet = { duckMs: 600, speedStep: 2, isRestarted: false, onCrash: nothing, lost: nothing }

test('moves wait for the one before to have ended, each with a dinosaur that runs', async () => {
  const { game, asked, land } = createGame()
  const play = createPlay({ ...quiet, game })
  const all = [play.move('jump', never), play.move('duck', never), play.move('slower', never)]
  await turn()
  assert.deepEqual(asked, ['run', 'jump'])
  land()
  await Promise.all(all)
  assert.deepEqual(asked, ['run', 'jump', 'landed', 'run', 'duck 600', 'run', 'speed -2'])
})

test('a move that failed does not keep the next from its turn, and one whose time is over is not done', async () => {
  const { game, asked } = createGame()
  const play = createPlay({ ...quiet, game: { ...game, duck: () => Promise.reject(new Error('no')) } })
  const failing = play.move('duck', never)
  const late = play.move('faster', AbortSignal.abort())
  const next = play.move('faster', never)
  await assert.rejects(failing, { message: 'no' })
  await assert.rejects(late, { name: 'RetryError' })
  await next
  assert.deepEqual(
    asked.filter((one) => one !== 'run'),
    ['speed 2'],
  )
})

test('at most twenty moves wait', async () => {
  const { game } = createGame()
  const play = createPlay({ ...quiet, game })
  const waiting = Array.from({ length: 20 }, () => play.move('jump', never))
  waiting.forEach((one) => void one.catch(nothing))
  await assert.rejects(play.move('jump', never), { name: 'RetryError', message: /20 moves wait/ })
})

test('after a crash its points are told and it runs again, until it is stopped', async () => {
  const { game, asked, crash } = createGame()
  const scores: (number | undefined)[] = []
  const play = createPlay({ ...quiet, game, isRestarted: true, onCrash: (score) => scores.push(score) })
  await turn()
  crash(false)
  await turn()
  crash(true)
  await turn()
  assert.deepEqual([asked, scores], [['run', 'run', 'run'], [42]])
  play.stop()
  crash(true)
  await turn()
  assert.deepEqual(asked, ['run', 'run', 'run'])
})

test('a move that comes while it gets up waits for that, and begins no run of its own', async () => {
  const { game, asked } = createGame()
  let stand = () => {}
  const run = () => {
    asked.push('gets up')
    return new Promise<void>((resolve) => {
      stand = resolve
    })
  }
  const play = createPlay({ ...quiet, game: { ...game, run }, isRestarted: true })
  const moved = play.move('duck', never)
  await turn()
  assert.deepEqual(asked, ['gets up'])
  play.stop()
  stand()
  await moved
  assert.deepEqual(asked, ['gets up', 'duck 600'])
})

test('without restarts a crash is left until the next move', async () => {
  const { game, asked } = createGame()
  const play = createPlay({ ...quiet, game })
  await turn()
  assert.deepEqual(asked, [])
  await play.move('duck', never)
  assert.deepEqual(asked, ['run', 'duck 600'])
})

test('a game that can be watched no more is lost', async () => {
  const { game } = createGame()
  const lost = new Promise((resolve) => {
    createPlay({ ...quiet, game: { ...game, run: () => Promise.reject(new Error('The page is gone')) }, isRestarted: true, lost: resolve })
  })
  assert.equal(await lost, 'The page is gone')
})
