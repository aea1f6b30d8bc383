import { gzipSync } from 'node:zlib'
import { type FakeMessage, GIFTS, viewer } from '../messages.ts'
import type { Scenario, ScenarioParts, Step } from '../scenario.ts'
import { pushFrame } from '../wire.ts'
import { createAudience } from './audience.ts'

const FRAMES_A_SECOND = 20

/** The scenarios by name, as `--scenario` takes them. */
export const SCENARIOS = {
  demo: {
    about: 'an ordinary evening: chat, likes, joins, follows, gifts and a rose streak now and then',
    *steps(parts) {
      yield { does: 'waitForClient' }
      for (let n = 1; ; n++) {
        yield* crowd(parts, 5)
        yield* streak(parts, { giver: n, roses: 3 + Math.floor(parts.random() * 10), stepMs: 400, hasEnd: true })
      }
    },
  },
  storm: {
    about: 'as many messages a second as --rate says, without a pause',
    *steps(parts) {
      yield { does: 'waitForClient' }
      for (;;) yield* crowd(parts, 60)
    },
  },
  streaks: {
    about: 'rose streaks of several viewers: out of order, sent twice, without an end',
    *steps(parts) {
      yield { does: 'waitForClient' }
      for (let n = 1; ; n++) {
        yield* streak(parts, { giver: n, roses: 10, stepMs: 200, hasEnd: n % 3 !== 0 })
        yield* shuffledStreak(parts, n)
        yield { does: 'wait', ms: 1000 }
      }
    },
  },
  drop: {
    about: 'the connection breaks every ten seconds',
    *steps(parts) {
      for (;;) {
        yield { does: 'waitForClient' }
        yield* crowd(parts, 10)
        yield { does: 'say', line: 'Dropping the connection' }
        yield { does: 'drop' }
        yield { does: 'wait', ms: 500 }
      }
    },
  },
  offline: {
    about: 'offline for 20 s, then live for a minute, then over, again and again',
    *steps(parts) {
      for (;;) {
        yield { does: 'be', presence: 'offline' }
        yield { does: 'say', line: 'Offline' }
        yield { does: 'wait', ms: 20_000 }
        yield { does: 'be', presence: 'live' }
        yield { does: 'say', line: 'Live' }
        yield { does: 'waitForClient' }
        yield* crowd(parts, 60)
        yield { does: 'push', messages: [parts.messages.control(3)] }
      }
    },
  },
  'rate-limit': {
    about: 'the sign server allows no connection for 42 s; later the connection breaks and it says so again',
    *steps(parts) {
      for (;;) {
        yield { does: 'refuse', refusal: { status: 429, retryAfterS: 42, message: 'Too many connections' } }
        yield { does: 'say', line: 'The sign server answers 429 for 42 s' }
        yield { does: 'wait', ms: 41_000 }
        yield { does: 'refuse' }
        yield { does: 'waitForClient' }
        yield* crowd(parts, 20)
        yield { does: 'drop' }
      }
    },
  },
  garbage: {
    about: 'a normal evening with broken frames, unknown messages and a gzip bomb in between',
    *steps(parts) {
      yield { does: 'waitForClient' }
      for (;;) {
        yield* crowd(parts, 2)
        yield { does: 'frame', bytes: Uint8Array.from({ length: 200 }, () => Math.floor(parts.random() * 256)) }
        yield { does: 'frame', bytes: 'a text frame' }
        yield { does: 'frame', bytes: pushFrame('msg', gzipSync(Buffer.alloc(32 * 1024 * 1024))) }
        yield { does: 'push', messages: [parts.messages.unknown()] }
      }
    },
  },
} satisfies Record<string, Scenario>

/** Messages of a recording, at the rate, once. */
export function replay(recorded: readonly FakeMessage[]): Scenario['steps'] {
  return function* ({ rate }) {
    yield { does: 'waitForClient' }
    for (const message of recorded) {
      yield { does: 'push', messages: [message] }
      yield { does: 'wait', ms: 1000 / rate }
      if (message.method === 'WebcastControlMessage') yield { does: 'waitForClient' }
    }
    yield { does: 'say', line: `All ${recorded.length} messages of the recording are sent` }
  }
}

function* crowd(parts: ScenarioParts, seconds: number): Generator<Step, void> {
  const next = createAudience(parts)
  const frames = Math.min(FRAMES_A_SECOND, parts.rate)
  const size = Math.max(1, Math.round(parts.rate / frames))
  for (let n = 0; n < seconds * frames; n++) {
    yield { does: 'push', messages: Array.from({ length: size }, next), gzip: n % 2 === 0 }
    yield { does: 'wait', ms: 1000 / frames }
  }
}

type StreakOptions = { readonly giver: number; readonly roses: number; readonly stepMs: number; readonly hasEnd: boolean }

function* streak({ messages }: ScenarioParts, { giver, roses, stepMs, hasEnd }: StreakOptions): Generator<Step, void> {
  const step = (count: number, end: boolean) =>
    messages.gift(viewer(giver), GIFTS.rose, { count, end, groupId: String(1_700_000_000_000 + giver) })
  for (let count = 1; count <= roses; count++) {
    yield { does: 'push', messages: [step(count, false)] }
    yield { does: 'wait', ms: stepMs }
  }
  if (hasEnd) yield { does: 'push', messages: [step(roses, true)] }
}

/** As recorded: 13, 15, 14, 17, 16, and some of them twice. */
function* shuffledStreak({ messages }: ScenarioParts, n: number): Generator<Step, void> {
  const groupId = String(1_800_000_000_000 + n)
  const step = (count: number, end = false) => messages.gift(viewer(100 + n), GIFTS.rose, { count, end, groupId })
  for (const count of [1, 3, 2, 5, 4]) {
    const message = step(count)
    yield { does: 'push', messages: [message, message] }
    yield { does: 'wait', ms: 200 }
  }
  yield { does: 'push', messages: [step(5, true)] }
}
