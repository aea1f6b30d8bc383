import type { Kind } from '../kinds/kind.ts'
import type { Entry } from '../outbox/entry.ts'
import { type Kept, keptOf, lineOf, wordsOf } from './line.ts'
import { fitting, MOST_LINES, messageOf } from './message.ts'
import { verdictOf } from './verdict.ts'

/** A webhook of a Discord channel: https://discord.com/developers/docs/resources/webhook#execute-webhook. What waits together is one message. */
export const discord: Kind = {
  timeoutMs: 15_000,
  concurrency: 1,
  shown: wordsOf,
  write: (event, manner) => JSON.stringify(keptOf(event, manner)),
  together: (entries) => fitting(entries.slice(0, MOST_LINES).map(lineIn)),
  async request([first, ...others], { url }) {
    const told = (entry: Entry) => ({ ...lineIn(entry), at: entry.at })
    return {
      url: waiting(url),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messageOf([told(first), ...others.map(told)])),
    }
  },
  verdict: verdictOf,
}

// What `write` wrote.
const lineIn = ({ body }: Entry) => lineOf(JSON.parse(body) as Kept)

/** Without `wait` Discord says yes before it has kept the message. */
function waiting(url: URL): string {
  const waiting = new URL(url)
  waiting.searchParams.set('wait', 'true')
  return waiting.href
}
