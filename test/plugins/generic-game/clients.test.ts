import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { WebSocketServer } from 'ws'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { freePort } from '../../support/free-port.ts'
import { hasJava, startClient } from '../../support/game-clients.ts'

const ROSE = {
  type: 'gift',
  command: '',
  user: 'Mira',
  userId: '1',
  gift: 'Rose',
  count: 3,
  coins: 3,
  message: '',
  id: 'rose-1',
  timestamp: 1,
}
const BY_WEBSOCKET = ['js', 'cs', ...(hasJava ? (['java'] as const) : [])] as const
const BY_TCP = ['py', 'lua'] as const

/** Where clients come: each gets these, and resolves with as many answers. */
async function receive(t: TestContext, language: (typeof BY_WEBSOCKET | typeof BY_TCP)[number], messages: readonly object[]) {
  const answers: string[] = []
  const texts = messages.map((message) => JSON.stringify(message))
  const { changed, until } = createWaiters()
  const heard = (text: string) => {
    answers.push(...text.split('\n').filter(Boolean))
    changed()
  }
  const isTcp = language === 'py' || language === 'lua'
  const server = isTcp
    ? createServer(
        (socket) =>
          void socket
            .on('error', () => {})
            .on('data', (data) => heard(String(data)))
            .write(texts.map((text) => `${text}\n`).join('')),
      )
    : new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', (socket) => {
        socket.on('message', (data) => heard(String(data)))
        for (const text of texts) socket.send(text)
      })
  if ('listen' in server) server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  // Neither listens at a pipe.
  return { port: (server.address() as AddressInfo).port, answered: () => until(() => answers.length === messages.length), answers }
}

for (const language of [...BY_WEBSOCKET, ...BY_TCP]) {
  test(`the client in ${language} says that it is not connected, and does once what comes twice`, async (t) => {
    const alone = startClient(t, language, String(await freePort()))
    await alone.until(() => alone.said.some((line) => line.startsWith('Not connected')))
    alone.kill()
    const { port, answered, answers } = await receive(t, language, [ROSE, ROSE, { ...ROSE, id: 'rose-2', user: 'Ana' }])
    const game = startClient(t, language, String(port))
    await answered()
    await game.until(() => game.said.some((line) => line.startsWith('Ana')))
    game.kill()
    assert.deepEqual(
      game.said.filter((line) => line.includes('gave')),
      ['Mira gave 3 Rose', 'Ana gave 3 Rose'],
    )
    assert.deepEqual(
      answers.map((answer) => /rose-\d/.exec(answer)?.[0]),
      ['rose-1', 'rose-1', 'rose-2'],
    )
    assert.ok(
      answers.every((answer) => answer.includes('ok')),
      answers.join(),
    )
  })
}
