import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { Audit } from '../../serve/serve.ts'
import type { Store, StoredEvent } from '../../store/store.ts'
import { type Accepted, createAccepted } from '../log/accepted.ts'
import { createAnalytics } from './analytics.ts'
import { createLeftSessions } from './left-sessions.ts'
import type { LiveDoors } from './live-doors.ts'
import { createSessionFacts } from './session-facts.ts'
import { createSessionTopics } from './session-topics.ts'
import { createSessions } from './sessions.ts'
import { createTips } from './tips.ts'
import { createCards } from './viewer-cards.ts'

type Parts = {
  readonly store: Store
  readonly ingest: Ingest
  readonly doors: LiveDoors
  readonly assertOpen: () => void
  readonly audit: Audit
  readonly publish: (topic: string, data: string) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Everything that looks after lives: sessions, money, sums, viewers; and what is told of them. `accepted` is told of every accepted event. */
export function createLiveDesks({ publish, ...parts }: Parts) {
  const accepted: Accepted = createAccepted()
  const sessions = createSessions({ ...parts, onChange: () => topics.changed() })
  const topics = createSessionTopics({ ...parts, sessions, publish })
  const tips = createTips({ ...parts, sessions, accepted })
  const facts = createSessionFacts(parts)
  let cancelLeft = () => {}

  return {
    sessions,
    tips,
    analytics: createAnalytics({ ...parts, sessions, tips }),
    cards: createCards(parts),
    accepted(events: readonly StoredEvent[]) {
      accepted.note(events)
      facts.accepted(events)
      topics.accepted(events)
    },
    /** Goes on where an earlier start was cut off. */
    start() {
      facts.start()
      cancelLeft = createLeftSessions(parts)
    },
    /** Ends what was started by hand; to be called while events are still taken in. */
    close() {
      cancelLeft()
      topics.stop()
      sessions.close('The host stopped')
    },
  }
}
