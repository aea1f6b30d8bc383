import { RetryError } from '#sdk/failures'
import type { Call } from '../browser/devtools.ts'
import type { Game } from './game.ts'
import { createKeys } from './keys.ts'

/** What the game is asked, as it is called in there; nothing of a viewer's is ever among it. */
const IS = {
  running: 'this.playing && this.activated && !this.crashed',
  crashed: 'this.crashed',
  jumping: 'this.tRex.jumping',
  ducking: 'this.tRex.ducking',
  landed: '!this.tRex.jumping || this.crashed',
  upright: '!this.tRex.jumping && !this.tRex.ducking',
}

const SLOWEST = 6
const FASTEST = 13
/** The game takes no key within 1.2 s of a crash. */
const CRASHED_MS = 1300
const BEGINS_MS = 4000
const SEEN_MS = 1000
const JUMP_MS = 3000
/** An answer comes so much later than it was waited for in there, at most. */
const SLACK_MS = 5000

/**
 * The object that runs the game, by what the debugger sees of a function that is bound to it; undefined where that is not so any more.
 */
export async function findRunner(call: Call): Promise<string | undefined> {
  // By the protocol: a RemoteObject.
  const found = (await call('Runtime.evaluate', { expression: 'window.initializeEasterEggHighScore' })).result as { objectId?: string }
  if (!found.objectId) return undefined
  const { internalProperties = [] } = await call('Runtime.getProperties', { objectId: found.objectId, ownProperties: true })
  // By the protocol: a list of InternalPropertyDescriptor.
  const bound = (internalProperties as readonly { name: string; value?: { objectId?: string } }[]).find(
    ({ name }) => name === '[[BoundThis]]',
  )
  const objectId = bound?.value?.objectId
  return objectId && (await looksLikeOne(call, objectId)) ? objectId : undefined
}

/** The game as it sees itself. */
export function createInside(call: Call, objectId: string): Game {
  const keys = createKeys(call)

  async function ask(functionDeclaration: string, argument: number, withinMs = 0): Promise<unknown> {
    const how = { objectId, functionDeclaration, arguments: [{ value: argument }], returnByValue: true, awaitPromise: true }
    return answerOf(await call('Runtime.callFunctionOn', how, withinMs + SLACK_MS))
  }

  /** Whether it comes to be so within the time. */
  const comes = async (name: keyof typeof IS, ms: number) => (await ask(waiting(IS[name]), ms, ms)) === true

  async function demand(name: keyof typeof IS, ms: number, otherwise: string) {
    if (!(await comes(name, ms))) throw new RetryError(otherwise)
  }

  async function begin(): Promise<boolean> {
    if (await comes('running', 0)) return true
    if (await comes('crashed', 0))
      await ask('function (ms) { return new Promise((resolve) => setTimeout(resolve, ms)) }', CRASHED_MS, CRASHED_MS)
    await keys.hold('jump', async () => {})
    return comes('running', BEGINS_MS)
  }

  return {
    async run() {
      if (!((await begin()) || (await begin()))) throw new RetryError('The game does not begin')
    },
    async jump() {
      await demand('upright', JUMP_MS, 'The dinosaur does not come down')
      await keys.hold('jump', async () => {
        await demand('jumping', SEEN_MS, 'The dinosaur did not jump')
        await comes('landed', JUMP_MS)
      })
    },
    async duck(ms) {
      await demand('upright', JUMP_MS, 'The dinosaur does not come down')
      await keys.hold('duck', async () => {
        await demand('ducking', SEEN_MS, 'The dinosaur did not duck')
        await comes('crashed', ms)
      })
    },
    async speedUp(by) {
      if ((await ask(SPEED_UP, by)) !== true) throw new RetryError('The dinosaur kept its speed')
    },
    isCrashed: (withinMs) => comes('crashed', withinMs),
    async score() {
      const points = await ask('function () { return this.distanceMeter.getActualDistance(this.distanceRan) }', 0)
      return typeof points === 'number' ? points : undefined
    },
  }
}

const SPEED_UP = `function (by) {
  const wanted = Math.min(${FASTEST}, Math.max(${SLOWEST}, this.currentSpeed + by))
  this.setSpeed(wanted)
  return Math.abs(this.currentSpeed - wanted) < 0.5
}`

const waiting = (condition: string) => `function (ms) {
  const endsAt = performance.now() + ms
  const look = (resolve) => {
    if (${condition}) resolve(true)
    else if (performance.now() >= endsAt) resolve(false)
    else setTimeout(look, 20, resolve)
  }
  return new Promise(look)
}`

async function looksLikeOne(call: Call, objectId: string): Promise<boolean> {
  const functionDeclaration = `function () {
    return [this.playing, this.crashed, this.activated, this.tRex?.jumping, this.tRex?.ducking].every((one) => typeof one === 'boolean')
  }`
  return answerOf(await call('Runtime.callFunctionOn', { objectId, functionDeclaration, returnByValue: true })) === true
}

function answerOf({ result, exceptionDetails }: Readonly<Record<string, unknown>>): unknown {
  if (exceptionDetails) throw new RetryError('The game in this Chromium is another than is known')
  return (Object(result) as { value?: unknown }).value
}
