import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { createDevTools } from '../../../plugins/dino-chrome/browser/devtools.ts'

/** A socket whose other side the test plays. */
function createSocket() {
  const heard = new EventEmitter()
  const sent: {
    readonly id: number
    readonly method: string
    readonly sessionId?: string
    readonly params: { readonly targetId?: string }
  }[] = []
  const socket = {
    readyState: 1,
    send: (text: unknown) => void sent.push(JSON.parse(String(text))),
    close: () => void heard.emit('close'),
    addEventListener: (type: string, listener: (event: { readonly data: unknown }) => void) => void heard.on(type, listener),
  } as const
  return { socket, sent, say: (message: object) => heard.emit('message', { data: JSON.stringify(message) }), close: socket.close }
}

/** DevTools that hold a page already. */
async function withPage() {
  const lost: string[] = []
  const peer = createSocket()
  const devtools = createDevTools(peer.socket, (why) => lost.push(why))
  const page = devtools.page()
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  peer.say({
    id: 1,
    result: {
      targetInfos: [
        { type: 'browser_ui', targetId: 'a' },
        { type: 'page', targetId: 'b' },
      ],
    },
  })
  await turn()
  peer.say({ id: 2, result: { sessionId: 's' } })
  return { ...peer, devtools, lost, call: await page }
}

test('each answer reaches who asked, in whatever order they come; what is asked of the page goes to its session', async () => {
  const { call, devtools, sent, say } = await withPage()
  const [one, two] = [call('Page.navigate'), devtools.browser('Browser.getVersion')]
  say({ id: 4, result: { product: 'Chrome' } })
  say({ id: 3, result: { frameId: 'f' } })
  assert.deepEqual(await Promise.all([one, two]), [{ frameId: 'f' }, { product: 'Chrome' }])
  assert.deepEqual(
    sent.map(({ method, sessionId = '-', params: { targetId = '-' } }) => `${method} ${sessionId} ${targetId}`),
    ['Target.getTargets - -', 'Target.attachToTarget - b', 'Page.navigate s -', 'Browser.getVersion - -'],
  )
})

test('what Chromium refuses or leaves unanswered can be tried again', async (t) => {
  const { call, say } = await withPage()
  const refused = call('Page.navigate')
  say({ id: 3, error: { message: 'No such thing' } })
  await assert.rejects(refused, { name: 'RetryError', message: 'Chromium refused Page.navigate: No such thing' })
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const silent = call('Page.navigate', {}, 2000)
  t.mock.timers.tick(2000)
  await assert.rejects(silent, { name: 'RetryError', message: /did not answer within 2 s/ })
})

test('when the window or the browser is closed, who waits hears of it and the line is lost', async () => {
  const gone = await withPage()
  const asked = gone.call('Page.navigate')
  gone.say({ method: 'Target.detachedFromTarget', params: { sessionId: 'another' } })
  assert.deepEqual(gone.lost, [])
  gone.say({ method: 'Target.detachedFromTarget', params: { sessionId: 's' } })
  await assert.rejects(asked, { name: 'RetryError', message: /The window of the game was closed/ })
  const closed = await withPage()
  const waiting = closed.call('Page.navigate')
  closed.close()
  await assert.rejects(waiting, { name: 'RetryError', message: /Chromium was closed/ })
  assert.deepEqual([gone.lost, closed.lost], [['The window of the game was closed'], ['Chromium was closed']])
})

test('at most a hundred requests wait', async () => {
  const { call } = await withPage()
  const asked = Array.from({ length: 101 }, () => call('Page.navigate'))
  asked.slice(0, 100).forEach((one) => void one.catch(() => {}))
  await assert.rejects(asked.at(-1) ?? Promise.resolve(), { name: 'RetryError', message: /100 requests wait/ })
})
