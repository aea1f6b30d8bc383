import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, test } from 'node:test'
import { WebSocket } from 'ws'
import { type Rehearsed, rehearse } from '../../../core/rehearsal/rehearse.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createEnding } from '../../support/ending.ts'
import { freePort } from '../../support/free-port.ts'
import { ROOT } from '../../support/root.ts'

const ending = createEnding()
after(ending.end)

type Receipt = { readonly what: string; readonly state: string; readonly detail?: string; readonly dryRun?: true }

async function start(settings: Readonly<Record<string, unknown>>): Promise<Rehearsed> {
  const plugin = await rehearse(`${ROOT}plugins/tikfinity`, { settings, clock: 'real' })
  ending.after(plugin.stop)
  return plugin
}

/** A program that listens, once it has `config`. */
async function program(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  ending.after(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
  return socket
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve))
const RULES = [{ event: 'gift', categoryId: 'a', actionId: 'b' }]
const receiptsOf = (published: readonly { readonly topic: string; readonly data: unknown }[]) =>
  (published.findLast(({ topic }) => topic === 'receipts')?.data ?? []) as readonly Receipt[]

const eventPort = await freePort()
const toolPort = await freePort()
const plugin = await start({ eventPort, rules: RULES, toolAddress: `http://127.0.0.1:${toolPort}` })

// Three seconds: the system itself keeps megabytes for who does not read, and a plugin sends three a second.
if (process.env.SHOWRUNNER_LONG)
  test('tikfinity: a program that does not read is cut once a megabyte waits, and the others hear on', async () => {
    const [slow, quick] = [await program(eventPort), await program(eventPort)]
    const { changed, until } = createWaiters()
    const cut = new Promise((resolve) => slow.once('close', resolve))
    let heard = 0
    quick.on('message', () => {
      heard += 1
      changed()
    })
    slow.pause()
    const user = { userId: '1', uniqueId: 'x', safeName: 'x', displayName: 'x'.repeat(60_000) }
    let sent = 0
    while ((await status()).cut === 0) {
      sent += 1
      await plugin.send('follow', {}, { user })
      await until(() => heard === sent)
    }
    slow.resume()
    await cut
    assert.deepEqual([(await status()).programs, sent < 1000], [1, true])
  })

test('tikfinity: a tool that is not there may come, what it refuses is not asked again, and what it says later is', async () => {
  const missing = await plugin.send('gift')
  assert.match(missing.error ?? '', /RetryError: The tool is not there; start it/)
  assert.deepEqual(
    receiptsOf(missing.published).map(({ what, state }) => [what, state]),
    [['gift: a, b', 'retry']],
  )
  const answers = [
    { status: 404, headers: {} },
    { status: 503, headers: { 'retry-after': '7' } },
    { status: 200, headers: {} },
  ]
  const tool = createServer((_request, response) => {
    const { status, headers } = answers.shift() ?? { status: 500, headers: {} }
    response.writeHead(status, headers).end('{"data":[]}')
  })
  await new Promise<void>((resolve) => tool.listen(toolPort, '127.0.0.1', resolve))
  assert.match((await plugin.send('gift', {}, { eventId: 'x:y:1' })).error ?? '', /PermanentError: The tool answered 404/)
  assert.match((await plugin.send('gift', {}, { eventId: 'x:y:2' })).error ?? '', /RetryError: The tool answered 503/)
  assert.equal((await plugin.send('gift', {}, { eventId: 'x:y:3' })).error, undefined)
  await closed(tool)
})

test('tikfinity: a port that TikFinity has is taken when it is free, and a dry run says nothing and asks nobody', async () => {
  const port = await freePort()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
  const dry = await start({ eventPort: port, rules: RULES, toolAddress: `http://127.0.0.1:${toolPort}`, dryRun: true })
  await closed(other)
  const socket = await programOnce(port)
  const frames: string[] = []
  socket.on('message', (text) => frames.push(String(text)))
  const { published, called } = await dry.send('gift')
  assert.deepEqual(
    receiptsOf(published).map(({ what, state, dryRun }) => [what, state, dryRun]),
    [['gift: a, b', 'ok', true]],
  )
  assert.equal(called.filter(({ method }) => method === 'fetch.open').length, 0)
  const over = new Promise((resolve) => socket.once('close', resolve))
  await dry.stop()
  await over
  assert.deepEqual(frames, [])
})

/** As programs do: again until somebody is there. */
async function programOnce(port: number): Promise<WebSocket> {
  for (;;) {
    const socket = await program(port).catch(() => undefined)
    if (socket) return socket
  }
}

async function status(): Promise<{ programs: number; cut: number; eventSocket: string }> {
  const { answer } = await plugin.act('status')
  // What the action answers.
  return answer as { programs: number; cut: number; eventSocket: string }
}
