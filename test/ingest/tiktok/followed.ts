import type { TestContext } from 'node:test'
import { createLog } from '../../../core/base/log.ts'
import type { Draft, Live, SourceDoor, SourceState, SourceStatus } from '../../../core/ingest/source.ts'
import { createTikTokSource, type TikTokOptions } from '../../../core/ingest/tiktok/source.ts'
import { createFakeTikTok } from '../../../scripts/fake-tiktok/server.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createManualClock } from './manual-clock.ts'

/** The way in, kept as a list; `refuse` makes it fail. */
export function createCollectingDoor(changed: () => void) {
  const drafts: Draft[] = []
  const sessions: (Live | string)[] = []
  let refusing = false
  const door: SourceDoor = {
    openSession(live) {
      sessions.push(live)
      changed()
      return { sessionId: String(sessions.length), number: sessions.length, resumed: false }
    },
    async ingest(more) {
      if (refusing) throw new Error('The disk is full')
      drafts.push(...more)
      changed()
    },
    async closeSession(reason) {
      sessions.push(reason)
      changed()
    },
  }
  return {
    door,
    drafts,
    sessions,
    refuse: (yes: boolean) => {
      refusing = yes
    },
  }
}

/** The real connector, followed by our source, against a TikTok on loopback; all stop with the test. */
export async function followFake(t: TestContext, options: TikTokOptions = {}, door?: SourceDoor) {
  const fake = await createFakeTikTok({ createTime: () => Date.UTC(2026, 0, 1) })
  const clock = createManualClock()
  const said: string[] = []
  const states: SourceStatus[] = []
  const logged: Record<string, unknown>[] = []
  const { changed, until } = createWaiters()
  const collected = createCollectingDoor(changed)
  const source = createTikTokSource({
    username: 'somebody',
    door: door ?? collected.door,
    clock,
    random: () => 0.5,
    log: createLog({ level: 'info', write: (line) => logged.push(JSON.parse(line)) }),
    options: { endpoint: fake.url, ...options },
    say: (line) => said.push(line),
    onState(status) {
      states.push(status)
      changed()
    },
  })
  t.after(async () => {
    await source.stop()
    await fake.stop()
  })
  return {
    fake,
    clock,
    source,
    said,
    logged,
    states,
    ...collected,
    until,
    untilState: (state: SourceState) => until(() => source.status().state === state),
    /** Resolves when this many drafts of the type are in. */
    untilDrafts: (eventType: Draft['eventType'], count: number) => until(() => ofType(collected.drafts, eventType).length >= count),
    /** Lets the announced wait pass. */
    async passWait() {
      await until(() => source.status().state === 'waiting')
      clock.advance(source.status().retryInMs ?? 0)
    },
  }
}

export type Followed = Awaited<ReturnType<typeof followFake>>

/** The drafts of one type, narrowed. */
export function ofType<T extends Draft['eventType']>(drafts: readonly Draft[], eventType: T) {
  return drafts.filter((draft): draft is Extract<Draft, { eventType: T }> => draft.eventType === eventType)
}
