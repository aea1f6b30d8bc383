import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CLOSE, type ClientMessage, type ServerMessage } from '../../core/serve/messages.ts'
import { actionRoutes } from '../../core/serve/routes/actions.ts'
import { deadLetterRoutes } from '../../core/serve/routes/dead-letters.ts'
import { pageRoutes } from '../../core/serve/routes/pages.ts'
import { pluginRoutes } from '../../core/serve/routes/plugins.ts'
import { replayRoutes } from '../../core/serve/routes/replays.ts'
import { sessionRoutes } from '../../core/serve/routes/sessions.ts'
import { simulateRoutes } from '../../core/serve/routes/simulate.ts'
import { stateRoutes } from '../../core/serve/routes/state.ts'
import { NO_DEAD_LETTERS, NO_REPLAYS, NO_SESSIONS } from './no-desks.ts'
import { NO_ACTIONS, NO_PLUGINS } from './no-plugins.ts'

const readme = readFileSync(new URL('../../core/serve/README.md', import.meta.url), 'utf8')

const MESSAGES = {
  subscribe: true,
  ack: true,
  ping: true,
  hello: true,
  subscribed: true,
  event: true,
  publish: true,
  gap: true,
  resync: true,
  reload: true,
  pong: true,
  error: true,
} satisfies Record<ClientMessage['type'] | ServerMessage['type'], true>

test('the README explains every message of /ws', () => {
  const missing = Object.keys(MESSAGES).filter((type) => !readme.includes(`\`${type}\``))
  assert.deepEqual(missing, [])
})

test('the README explains every way in which the server closes a socket, but for its own faults', () => {
  const missing = Object.values(CLOSE).filter((code) => code !== CLOSE.failed && !readme.includes(`closed with ${code}`))
  assert.deepEqual(missing, [])
})

test('the README lists every route', () => {
  const never = () => {
    throw new Error('No route is asked here')
  }
  const routes = [
    ...stateRoutes({ health: never, status: never, latest: never }),
    ...simulateRoutes({ simulate: never }),
    ...pluginRoutes({ plugins: NO_PLUGINS }),
    ...actionRoutes({ actions: NO_ACTIONS }),
    ...sessionRoutes({ sessions: NO_SESSIONS }),
    ...replayRoutes({ replays: NO_REPLAYS }),
    ...deadLetterRoutes({ deadLetters: NO_DEAD_LETTERS }),
    ...pageRoutes({ dashboardFolder: '', overlays: never }),
  ]
  // A route's parameters are written <like this> for people.
  const missing = routes
    .map(({ method, path }) => `\`${method} ${path.replace(/:(\w+)(\{.*?\})?(?=\/|$)/g, '<$1>')}`)
    .filter((line) => !readme.includes(line))
  assert.deepEqual([routes.length > 0, missing], [true, []])
})
