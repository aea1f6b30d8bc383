import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import { isFromRight } from '../../core/serve/overlay-sdk/direction.js'
import { hueOf, initialsOf } from '../../core/serve/overlay-sdk/initials.js'
import { KEYS, serve } from './served.ts'

// By its address, because the types of a page are not those of a test.
const { createFrameLoop } = await import(String(new URL('../../core/serve/overlay-sdk/frame-loop.js', import.meta.url)))

const { connect } = await import(String(new URL('../../core/serve/overlay-sdk/connection.js', import.meta.url)))

/** What a browser has, for a page of this host. Its sockets end with the test, and its pings hold nothing up. */
function openPage(
  t: TestContext,
  { url, path, onSend = () => {} }: { readonly url: string; readonly path: string; readonly onSend?: (text: string) => void },
): void {
  const sockets: WebSocket[] = []
  class PageSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols)
      sockets.push(this)
    }
    override send(text: string) {
      super.send(text)
      onSend(text)
    }
  }
  const { setInterval } = globalThis
  Object.assign(globalThis, {
    location: { origin: url, pathname: path, hash: `#key=${KEYS.overlay}` },
    WebSocket: PageSocket,
    setInterval: (work: () => void, ms: number) => setInterval(work, ms).unref(),
  })
  t.after(() => {
    Object.assign(globalThis, { setInterval })
    for (const socket of sockets) {
      socket.onclose = null
      socket.terminate()
    }
  })
}

/** Frames that are made when the test says so. */
function createFrames() {
  let waiting: ((now: number) => void)[] = []
  return {
    request: (callback: (now: number) => void) => waiting.push(callback),
    asked: () => waiting.length,
    make(now: number) {
      const callbacks = waiting
      waiting = []
      for (const callback of callbacks) callback(now)
    },
  }
}

test('the shared files are served to every page, whoever asks, and a plugin of that name is not taken for them', async (t) => {
  const { server } = await serve(t, {
    parts: { overlays: () => [{ plugin: 'sdk', folder: '/nowhere', pages: ['connection'], stage: [] }] },
  })
  const [script, style, none, outside] = await Promise.all(
    ['connection.js', 'themes.css', 'nothing.js', '..%2fhub.ts'].map((file) => fetch(`${server.url}/overlay/sdk/${file}`)),
  )
  assert.deepEqual(
    [script, style, none, outside].map((answer) => answer?.status),
    [200, 200, 404, 404],
  )
  assert.deepEqual(
    [script, style].map((answer) => answer?.headers.get('content-type')),
    ['text/javascript; charset=utf-8', 'text/css; charset=utf-8'],
  )
})

test('the frame loop asks for frames only while somebody moves, one for all, and says how long each took', () => {
  const frames = createFrames()
  const loop = createFrameLoop(frames)
  const steps: string[] = []
  let left = 3
  assert.deepEqual([frames.asked(), loop.isRunning()], [0, false])
  loop.add((stepMs: number) => {
    steps.push(`a ${stepMs}`)
    left -= 1
    return left > 0
  })
  loop.add((stepMs: number) => {
    steps.push(`b ${stepMs}`)
    return false
  })
  assert.equal(frames.asked(), 1)
  for (const now of [1000, 1016, 5000]) frames.make(now)
  assert.deepEqual(steps, ['a 0', 'b 0', 'a 16', 'a 100'])
  assert.deepEqual([frames.asked(), loop.isRunning()], [0, false])
})

test('somebody without a picture has the initials of their name, whatever it is written in, and a colour of their own', () => {
  assert.deepEqual(['Luna Park', 'captain.nova', 'ليلى', '小明', '🎨✨', '', '  _x_ 9lives', '<img src=x>'].map(initialsOf), [
    'LP',
    'CN',
    'ل',
    '小',
    '★',
    '★',
    'X9',
    'IS',
  ])
  assert.equal(hueOf('Luna'), hueOf('Luna'))
  assert.ok(['Luna', '', '🎨'.repeat(200)].map(hueOf).every((hue) => hue >= 0 && hue < 360))
})

test('words are from the right when their first letter is', () => {
  assert.deepEqual(['ليلى', '✨ שלום abc', 'Luna ليلى', '小明', '123', ''].map(isFromRight), [true, true, false, false, false, false])
})

test('a page that comes back before a host that was started again knows its plugins hears of them all the same', async (t) => {
  let isKnown = false
  const page = { plugin: 'alerts', folder: '/nowhere', pages: ['alerts'], stage: [] }
  const overlays = () => {
    const known = isKnown ? [page] : []
    isKnown = true
    return known
  }
  const { server } = await serve(t, { parts: { overlays } })
  server.publish('alerts', 'alerts', '"a gift"', { retain: true })
  openPage(t, { url: server.url, path: '/overlay/alerts/alerts' })
  const told = await new Promise((resolve) => connect({ on: { alerts: resolve }, panic() {} }))
  assert.deepEqual(
    [told, server.refused(), server.clients().overlays],
    ['a gift', { OVERLAY_UNKNOWN: 1 }, [{ plugin: 'alerts', page: 'alerts' }]],
  )
})

test('a page that is done with hundreds at once says so in few messages, and is not cut off for it', async (t) => {
  const { server } = await serve(t)
  server.publish('host', 'panic', '{"on":false}', { retain: true })
  let done = 0
  openPage(t, {
    url: server.url,
    path: '/overlay/alerts/alerts',
    onSend(text) {
      done += JSON.parse(text).ids?.length ?? 0
      // The page subscribes again, behind what it said, and is told of the panic button once more.
      if (done === 400) server.publish('host', 'panic', '{"on":false}')
    },
  })
  let times = 0
  await new Promise<void>((resolve) => {
    const { ack } = connect({
      on: { alerts: (id: string) => ack('alerts', [id]) },
      panic() {},
      goOn() {
        times += 1
        for (let n = 0; times === 1 && n < 400; n++) server.publish('alerts', 'alerts', `"${n}"`, { ack: String(n) })
        if (times === 3) resolve()
      },
    })
  })
  assert.deepEqual([done, server.refused()], [400, {}])
})
