import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { After } from '../../../plugins/ai-chat/services/deadlines.ts'
import { exchange } from '../../../plugins/ai-chat/services/exchange.ts'
import { ServiceFailure } from '../../../plugins/ai-chat/services/failure.ts'
import type { Answered } from '../../../plugins/ai-chat/services/service.ts'
import { SERVICES, type ServiceName } from '../../../plugins/ai-chat/services/services.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import type { Behaviour } from '../../stand-ins/ai/behaviour.ts'
import { type AiServer, startAiServer } from '../../stand-ins/ai/server.ts'
import { ASK, accessTo, LIMITS } from './asked.ts'

const NAMES = ['openai', 'anthropic', 'gemini', 'compatible', 'ollama'] as const satisfies readonly ServiceName[]
const NEVER: After = () => () => {}

type How = { readonly isStream?: boolean; readonly after?: After; readonly signal?: AbortSignal; readonly url?: string }

function askAt(
  server: Pick<AiServer, 'url'>,
  name: ServiceName,
  { isStream = true, after = NEVER, signal, url = server.url }: How = {},
): Promise<Answered> {
  const order = { wire: SERVICES[name].wire, access: accessTo(url, name), ask: ASK, isStream, limits: LIMITS }
  return exchange({ ...order, signal: signal ?? new AbortController().signal }, after)
}

/** The kind of failure, and what the operator reads. */
async function failureAt(server: Pick<AiServer, 'url'>, name: ServiceName, how: How = {}): Promise<ServiceFailure> {
  const said = await askAt(server, name, how).catch((error: unknown) => error)
  assert.ok(said instanceof ServiceFailure, `${name}: ${JSON.stringify(said)}`)
  return said
}

/** The same check at each of the services, with a stand-in of its own. */
async function each(t: TestContext, behaviour: Behaviour, check: (name: ServiceName, server: AiServer) => Promise<void>): Promise<void> {
  await Promise.all(NAMES.map(async (name) => check(name, await startAiServer(t, behaviour))))
}

const answers = (name: ServiceName) => async (t: TestContext) => {
  const server = await startAiServer(t, { says: ['¡Hola, ', 'Mateo! ', '😀'], usage: { input: 42, output: 9 } })
  const expected = { text: '¡Hola, Mateo! 😀', ended: 'whole', usage: { input: 42, output: 9 } }
  assert.deepEqual(await askAt(server, name), expected)
  assert.deepEqual(await askAt(server, name, { isStream: false }), expected)
}

test('S0-130: OpenAI answers, streamed and whole, and says what it cost', answers('openai'))
test('S0-131: Anthropic answers, streamed and whole, and says what it cost', answers('anthropic'))
test('S0-132: Gemini answers, streamed and whole, and says what it cost', answers('gemini'))
test('S0-133: a server that speaks as OpenAI does answers, streamed and whole, and says what it cost', answers('compatible'))
test('S0-133: Ollama answers, streamed and whole, and says what it cost', answers('ollama'))

test('a stream is read right when every byte of it comes alone', (t) =>
  each(t, { says: ['¿Qué ', 'tal, ', '小明? 👩‍🚀'], vice: 'torn' }, async (name, server) => {
    assert.equal((await askAt(server, name)).text, '¿Qué tal, 小明? 👩‍🚀', name)
  }))

test('an answer that ran out of tokens says so, and one that was refused too', async (t) => {
  await each(t, { says: ['One two'], ends: 'cut' }, async (name, server) => {
    for (const isStream of [true, false]) assert.equal((await askAt(server, name, { isStream })).ended, 'cut', name)
  })
  for (const ends of ['refused', 'blocked'] as const) {
    await each(t, { ends }, async (name, server) => {
      // Ollama has no word for it.
      if (name === 'ollama') return
      for (const isStream of [true, false]) assert.equal((await askAt(server, name, { isStream })).ended, 'refused', `${name} ${ends}`)
    })
  }
})

test('usage that is not said is not made up', (t) =>
  each(t, { usage: 'unsaid' }, async (name, server) => {
    for (const isStream of [true, false]) assert.equal((await askAt(server, name, { isStream })).usage, undefined, name)
  }))

test('a server that answers whole though a stream was asked for is understood', (t) =>
  each(t, { vice: 'whole-anyway' }, async (name, server) => {
    assert.equal((await askAt(server, name)).text, 'Hello there.', name)
  }))

test('a wrong key is one sentence for the operator, without the key and without what the service says', (t) =>
  each(t, { fails: { status: 401, says: 'Incorrect API key provided: sk-test-1234567890' } }, async (name, server) => {
    const { kind, message } = await failureAt(server, name)
    assert.deepEqual([kind, message], ['auth', 'refused the key (401); enter it again in the settings of AI chat'])
  }))

test('a model that is not known is the operator’s to change, named by the word of the service', async (t) => {
  await each(t, { fails: { status: 404, says: 'Luna said: no such model' } }, async (name, server) => {
    const { kind, message } = await failureAt(server, name)
    assert.equal(kind, 'request')
    assert.match(message, /^does not take the request \(404(, [A-Za-z_]+)?\); look at model and address/)
    assert.doesNotMatch(message, /Luna/)
  })
})

test('a busy service says when to come again, in whichever of its ways', async (t) => {
  await each(t, { fails: { status: 429, retryAfter: '7' } }, async (name, server) => {
    assert.deepEqual(pick(await failureAt(server, name)), { kind: 'busy', retryAfterMs: 7000 })
  })
  await each(t, { fails: { status: 503, retryAfter: '7', retryAfterMs: '1250' } }, async (name, server) => {
    assert.deepEqual(pick(await failureAt(server, name)), { kind: 'busy', retryAfterMs: 1250 })
  })
  await each(t, { fails: { status: 529 } }, async (name, server) => {
    assert.deepEqual(pick(await failureAt(server, name)), { kind: 'busy', retryAfterMs: undefined })
  })
})

test('a stream that breaks off, fails midway, or is no JSON is no answer', async (t) => {
  await each(t, { vice: 'short' }, async (name, server) => assert.equal((await failureAt(server, name)).kind, 'broken', name))
  await each(t, { vice: 'cut' }, async (name, server) => {
    assert.equal((await failureAt(server, name)).kind, 'broken', name)
  })
  await each(t, { vice: 'not-json' }, async (name, server) => assert.equal((await failureAt(server, name)).kind, 'broken', name))
  await each(t, { vice: 'error-midway' }, async (name, server) => {
    assert.ok(['busy', 'broken'].includes((await failureAt(server, name)).kind), name)
  })
})

test('a web page in place of an answer, and a whole answer that is no JSON, point at the address', async (t) => {
  await each(t, { vice: 'html' }, async (name, server) => {
    for (const isStream of [true, false]) assert.match((await failureAt(server, name, { isStream })).message, /look at its address/)
  })
  await each(t, { vice: 'not-json' }, async (name, server) =>
    assert.equal((await failureAt(server, name, { isStream: false })).kind, 'broken'),
  )
})

test('T60: a service that sends us elsewhere does not take the key along', (t) =>
  each(t, { vice: 'redirect' }, async (name, server) => {
    const { kind, message } = await failureAt(server, name)
    assert.deepEqual([kind, server.received.length], ['broken', 1])
    assert.match(message, /answered 302/)
  }))

test('a stream without an end is left, and so is its connection', (t) =>
  each(t, { vice: 'endless', says: ['word '.repeat(50)] }, async (name, server) => {
    const ended = await askAt(server, name).then(
      ({ text }) => text.length <= 8000,
      () => true,
    )
    assert.ok(ended)
    await server.until(() => server.closed() === 1)
  }))

test('nothing within the first limit, or no end within the whole one, is late; and the connection is let go', async (t) => {
  for (const [vice, due] of [
    ['silent', LIMITS.firstTokenMs],
    ['stalled', LIMITS.totalMs],
  ] as const) {
    await each(t, { vice, says: ['One ', 'two ', 'three ', 'four '] }, async (name, server) => {
      const { timers, after, until } = createTimers()
      const failed = failureAt(server, name, { after })
      await server.until(() => server.received.length === 1)
      // Once the first words are there, the first limit is called off.
      if (vice === 'stalled') await until(() => !timers.has(LIMITS.firstTokenMs))
      timers.get(due)?.()
      assert.equal((await failed).kind, 'late', `${name} ${vice}`)
      await server.until(() => server.closed() === 1)
      assert.equal(timers.size, 0)
    })
  }
})

test('whoever does not want the answer any more has the connection let go', (t) =>
  each(t, { vice: 'stalled' }, async (name, server) => {
    const abort = new AbortController()
    const failed = failureAt(server, name, { signal: abort.signal })
    await server.until(() => server.received.length === 1)
    abort.abort()
    assert.equal((await failed).kind, 'stopped', name)
    await server.until(() => server.closed() === 1)
  }))

test('where nobody listens is said as that', async () => {
  const { kind } = await failureAt({ url: 'http://127.0.0.1:9' }, 'compatible')
  assert.equal(kind, 'unreachable')
})

test('S0-145: a local server is at http://localhost:11434, and a bare address of one means its /v1', async (t) => {
  const server = await startAiServer(t)
  await askAt(server, 'compatible')
  await askAt(server, 'compatible', { url: `${server.url}/v1` })
  assert.deepEqual(
    server.received.map(({ path }) => path),
    ['/v1/chat/completions', '/v1/chat/completions'],
  )
})

/** Time that goes on when a test says so. */
function createTimers() {
  const timers = new Map<number, () => void>()
  const { changed, until } = createWaiters()
  const after: After = (delayMs, run) => {
    timers.set(delayMs, run)
    return () => {
      timers.delete(delayMs)
      changed()
    }
  }
  return { timers, after, until }
}

function pick({ kind, retryAfterMs }: ServiceFailure) {
  return { kind, retryAfterMs }
}
