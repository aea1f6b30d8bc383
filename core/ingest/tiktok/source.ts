import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Source, SourceDoor, SourceState, SourceStatus } from '../source.ts'
import { parseEndpoint } from './endpoint.ts'
import { createFeed } from './feed.ts'
import { type Outcome, type OutcomeKind, sentenceOf } from './outcome.ts'
import { createReconnectPlan } from './reconnect.ts'
import { normaliseUsername } from './username.ts'
import { type Visit, visit } from './visit.ts'
import { wait } from './wait.ts'

// States:
//   idle ──start──▶ connecting ──live──▶ connected ──lost, silent, ended──▶ waiting ──time is up──▶ connecting
//                       └──offline, refused, rate limited, no network──────────┘ └──attempts used up──▶ failed
//   stop() from anywhere ──▶ ended

export type TikTokOptions = {
  /** A loopback stand-in for TikTok; see scripts/fake-tiktok. */
  readonly endpoint?: string
  readonly sessionId?: string
  readonly signApiKey?: string
  /** Failed attempts in a row before giving up; never unless set. */
  readonly maxReconnectAttempts?: number
  readonly reconnectDelayMs?: number
  /** A connection without a frame for this long is dead. */
  readonly idleTimeoutMs?: number
  readonly connectTimeoutMs?: number
}

export type TikTokParts = {
  readonly username: string
  readonly door: SourceDoor
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly options?: TikTokOptions
  readonly onState?: (status: SourceStatus) => void
  /** Lines for the console. */
  readonly say?: (line: string) => void
}

const RECONNECT_DELAY_MS = 1000
const IDLE_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 30_000
const COUNT_DOWN_MS = 10_000
/** What happens to everybody who is not live, and is no fault. */
const USUAL: readonly OutcomeKind[] = ['offline', 'ended']
const MINUTE_MS = 60_000

/** A TikTok LIVE, followed over lost connections from one live to the next until stopped. Throws HostError for a name that is none. */
export function createTikTokSource({ door, clock, random, log, options = {}, onState, say, ...parts }: TikTokParts): Source {
  const username = normaliseUsername(parts.username)
  const endpoint = options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint)
  const feed = createFeed({ door, username, clock, log })
  const plan = createReconnectPlan({
    baseDelayMs: options.reconnectDelayMs ?? RECONNECT_DELAY_MS,
    maxAttempts: options.maxReconnectAttempts ?? Number.POSITIVE_INFINITY,
    random,
  })
  const stopping = new AbortController()
  let state: SourceState = 'idle'
  let sentence = (_leftMs: number) => `Not connected to @${username}`
  let retryAt: number | undefined
  let reason: OutcomeKind | undefined
  let running: Promise<void> | undefined

  function status(): SourceStatus {
    const [roomId, lastFrameAt] = [feed.roomId(), feed.lastFrameAt()]
    const retryInMs = retryAt === undefined ? undefined : Math.max(0, Math.round(retryAt - clock.now()))
    return {
      kind: 'tiktok',
      state,
      // With the time that is left now.
      detail: sentence(retryInMs ?? 0),
      streamId: `tiktok:${username}`,
      ...(reason && { reason }),
      ...(roomId && { roomId }),
      ...(retryInMs !== undefined && { retryInMs }),
      ...(lastFrameAt !== undefined && { lastFrameAt }),
      ...feed.counts,
    }
  }

  function become(
    next: SourceState,
    words: string | ((leftMs: number) => string),
    { waitMs, why }: { readonly waitMs?: number; readonly why?: OutcomeKind } = {},
  ) {
    sentence = typeof words === 'string' ? () => words : words
    reason = why
    // Looking again was announced when the wait began.
    if (next !== 'connecting' || state === 'idle') say?.(sentence(waitMs ?? 0))
    state = next
    retryAt = waitMs === undefined ? undefined : clock.now() + waitMs
    onState?.(status())
  }

  const visitParts = {
    ...{ username, endpoint, feed, clock, log },
    sessionId: options.sessionId,
    signApiKey: options.signApiKey,
    idleTimeoutMs: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    signal: stopping.signal,
    onConnected(roomId: string) {
      log.info({ roomId }, 'Connected to TikTok')
      become('connected', `Connected to @${username}, room ${roomId}`)
    },
  }

  async function run() {
    while (!stopping.signal.aborted) {
      become('connecting', `Looking for the live of @${username}`)
      const last = await visit(visitParts)
      if (stopping.signal.aborted) return
      const waitMs = plan.after(last.outcome, last.livedMs)
      const { kind, detail } = last.outcome
      log[USUAL.includes(kind) ? 'info' : 'warn']({ reason: kind, error: detail, retryInMs: waitMs }, 'Not connected to TikTok')
      await report(last, waitMs)
      if (waitMs === undefined) return become('failed', `Gave up on @${username} after ${options.maxReconnectAttempts} attempts`)
      await countDown(last.outcome, waitMs)
    }
  }

  /** What plugins are told of it. */
  async function report({ outcome, wasLive }: Visit, waitMs: number | undefined) {
    if (outcome.endReason) await feed.ended(outcome.endReason)
    // TikTok's own message about the end was missed; the room's status says it.
    else if (outcome.kind === 'offline') await feed.ended('ended')
    else if (wasLive) feed.lost(outcome, waitMs)
    else feed.failed(outcome, waitMs)
    if (waitMs === undefined) await feed.ended('unknown')
  }

  /** Waits; says every minute, and in the last one every ten seconds, how long the sign server still keeps us waiting. */
  async function countDown(outcome: Outcome, waitMs: number) {
    let left = waitMs
    while (left > 0 && !stopping.signal.aborted) {
      become('waiting', (leftMs) => sentenceOf(outcome, { name: username, waitMs: leftMs }), { waitMs: left, why: outcome.kind })
      const toLastMinute = Math.min(left - MINUTE_MS, MINUTE_MS)
      const step = outcome.kind !== 'rateLimited' ? left : toLastMinute > 0 ? toLastMinute : Math.min(left, COUNT_DOWN_MS)
      await wait(step, { clock, signal: stopping.signal })
      left -= step
    }
  }

  return {
    status,
    start() {
      running ??= run().catch((error: unknown) => {
        log.error({ error: String(error) }, 'TikTok source stopped unexpectedly')
        become('failed', `Could not go on with @${username}; see the log`)
      })
    },
    async stop() {
      stopping.abort(new Error('stopped'))
      await running
      await feed.ended('stopped')
      await feed.settled()
      if (state !== 'ended') become('ended', `No longer connected to @${username}`)
    },
  }
}
