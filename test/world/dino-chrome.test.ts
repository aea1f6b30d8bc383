import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { createDevTools } from '../../plugins/dino-chrome/browser/devtools.ts'
import { findRunner } from '../../plugins/dino-chrome/game/inside.ts'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createEnding } from '../support/ending.ts'
import { startWorld } from '../support/world.ts'

/** What the page counts: keys reach the game, and the game does something of its own. */
type Seen = {
  readonly jumps: number
  readonly jumpedAt: number
  readonly ducks: number
  readonly speeds: readonly number[]
  readonly runs: number
}

const COUNT = `function () {
  const seen = { jumps: 0, jumpedAt: 0, ducks: 0, speeds: [] }
  const { tRex } = this
  const [jump, duck, speed] = [tRex.startJump, tRex.setDuck, this.setSpeed]
  tRex.startJump = (by) => { seen.jumps += tRex.jumping ? 0 : 1; seen.jumpedAt = Date.now(); jump.call(tRex, by) }
  tRex.setDuck = (isDown) => { seen.ducks += isDown ? 1 : 0; duck.call(tRex, isDown) }
  this.setSpeed = (to) => { seen.speeds.push(Math.round(to)); speed.call(this, to) }
  globalThis.seen = () => ({ ...seen, runs: this.playCount })
}`
const CRASH = 'function () { this.gameOver() }'
const RUNS_AGAIN = `function (before) {
  const look = (resolve) => (this.playing && this.playCount > before ? resolve() : setTimeout(look, 20, resolve))
  return new Promise(look)
}`

/** Another who watches the same page, by the port that the plugin names. */
async function watchGame(port: number) {
  const answer = await fetch(`http://127.0.0.1:${port}/json/version`)
  // As Chromium answers it.
  const { webSocketDebuggerUrl } = (await answer.json()) as { webSocketDebuggerUrl: string }
  const socket = new WebSocket(webSocketDebuggerUrl)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const devtools = createDevTools(socket)
  const call = await devtools.page()
  const objectId = await findRunner(call)
  const run = (functionDeclaration: string, ...given: readonly unknown[]) => {
    const how = { functionDeclaration, objectId, arguments: given.map((value) => ({ value })), awaitPromise: true }
    return call('Runtime.callFunctionOn', how, 20_000)
  }
  await run(COUNT)
  return {
    run,
    close: devtools.close,
    endBrowser: () => devtools.browser('Browser.close'),
    async seen(): Promise<Seen> {
      const { result } = await call('Runtime.evaluate', { expression: 'seen()', returnByValue: true })
      // What COUNT counts.
      return (result as { value: Seen }).value
    },
  }
}

const ending = createEnding()
let world: Awaited<ReturnType<typeof startWorld>>
let game: Awaited<ReturnType<typeof watchGame>>
before(async () => {
  world = await startWorld(ending, 'dino-chrome', { headless: true, sandbox: process.getuid?.() !== 0 })
})
after(ending.end)

const done = (count: number) => world.untilReceipts((receipts) => receipts.filter(({ state }) => state === 'ok').length === count)
const status = async () => {
  const { value } = (await world.act('status')) as { value: { state: string; seen: string; port: number } }
  return value
}

test('a gift of the live makes the dinosaur of a real Chromium jump', async (t) => {
  world.giveRose()
  await done(1)
  const { state, seen, port } = await status()
  assert.deepEqual([state, seen], ['open', 'inside'])
  game = await watchGame(port)
  ending.after(game.close)
  const givenAt = Date.now()
  world.giveRose()
  await done(2)
  const { jumps, jumpedAt } = await game.seen()
  assert.equal(jumps, 1)
  t.diagnostic(`figure: gift to jump ${jumpedAt - givenAt} ms`)
})

test('a word of the chat makes it duck, and a hundred coins make it jump and run faster', async () => {
  world.push(world.fake.messages.chat(viewer(3), '!duck please'))
  await done(3)
  assert.equal((await game.seen()).ducks, 1)
  world.push(world.fake.messages.gift(viewer(3), GIFTS.rose, { count: 100, end: true, groupId: '100' }))
  await done(5)
  const { jumps, speeds } = await game.seen()
  assert.equal(jumps, 2)
  assert.ok(
    speeds.some((speed) => speed >= 8),
    speeds.join(),
  )
})

test('after a crash it runs again by itself', async () => {
  const { runs } = await game.seen()
  await game.run(CRASH)
  await game.run(RUNS_AGAIN, runs)
  assert.ok((await game.seen()).runs > runs)
})

test('when the window is closed another opens, and the gift that was given meanwhile is not lost', async () => {
  await game.endBrowser()
  world.giveRose()
  await done(6)
  assert.equal((await status()).state, 'open')
})

test('when the plugin is switched off its Chromium ends, and nothing is left of its profile', async () => {
  const { port } = await status()
  const folder = join(world.dataDir, 'plugins/dino-chrome')
  const profiles = async () => (await readdir(folder)).filter((name) => name.startsWith('profile-')).length
  assert.equal(await profiles(), 1)
  const headers = { authorization: `Bearer ${world.host.keys.admin}`, 'content-type': 'application/json' }
  const { status: answered } = await fetch(`${world.host.url}/api/plugins/dino-chrome/disable`, { method: 'POST', headers })
  assert.equal(answered, 200)
  while ((await profiles()) > 0) await fetch(`${world.host.url}/health`)
  await assert.rejects(fetch(`http://127.0.0.1:${port}/json/version`))
})
