import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../../../plugins/dino-chrome/browser/devtools.ts'
import { openGame } from '../../../plugins/dino-chrome/game/open.ts'
import { openBrowser } from '../../../scripts/browser.ts'

/** A game that keeps what it hands to the page to itself, as one of another Chromium may. */
const HIDES = `Object.defineProperty(window, 'initializeEasterEggHighScore', { set: (bound) => { window.kept = bound }, get: () => undefined })`

/** The game as it is, for the test alone: by the same thing that was hidden from the plugin. */
async function insideOf(call: Call) {
  const kept = (await call('Runtime.evaluate', { expression: 'window.kept' })).result as { objectId: string }
  const { internalProperties } = await call('Runtime.getProperties', { objectId: kept.objectId, ownProperties: true })
  const bound = (internalProperties as readonly { name: string; value: { objectId: string } }[]).find(
    ({ name }) => name === '[[BoundThis]]',
  )
  return async (functionDeclaration: string) => {
    const { result } = await call('Runtime.callFunctionOn', { objectId: bound?.value.objectId, functionDeclaration, returnByValue: true })
    return (result as { value: unknown }).value
  }
}

test('where the insides of the game are hidden it is played by its picture: it begins, jumps, ducks, is seen to have crashed, and begins again', async (t) => {
  const browser = await openBrowser({ hasWindow: true })
  t.after(() => browser.close())
  const page = await browser.newPage()
  const session = await page.context().newCDPSession(page)
  // Playwright knows the protocol's methods by name; ours are named in the plugin.
  const call = session.send.bind(session) as unknown as Call
  await call('Page.enable')
  await call('Page.addScriptToEvaluateOnNewDocument', { source: HIDES })
  const { game, seen } = await openGame(call)
  assert.equal(seen, 'picture')
  const inside = await insideOf(call)

  await game.run()
  assert.equal(await inside('function () { return this.playing }'), true)
  await game.jump()
  assert.equal(await inside('function () { return this.tRex.jumpCount > 0 }'), true)
  await game.duck(100)
  assert.equal(await game.isCrashed(0), false)
  await assert.rejects(game.speedUp(2), { name: 'PermanentError', message: /speed cannot be changed/ })

  await inside('function () { this.gameOver() }')
  assert.equal(await game.isCrashed(5000), true)
  await game.run()
  assert.deepEqual([await inside('function () { return this.playing && !this.crashed }'), await game.score()], [true, undefined])
})
