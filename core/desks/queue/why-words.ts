import type { UnifiedEvent, WhyLane } from '../../../schemas/types.ts'
import type { PluginStatus } from '../../plugins/plugin.ts'
import type { LaneLook, Refusal, TraceRow } from '../../schedule/schedule.ts'
import type { DeadLetter } from '../../store/store.ts'

/** All that is known of one event in one plugin. */
export type Evidence = {
  readonly plugin: string
  readonly event: UnifiedEvent
  readonly status: PluginStatus
  /** Undefined when its lane is closed. */
  readonly look: LaneLook | undefined
  readonly row: TraceRow | undefined
  readonly letter: DeadLetter | undefined
}

type WhyOutcome = WhyLane['outcome']

type Told = { readonly outcome: WhyOutcome; readonly sentence: string }

/** What became of an event in one plugin, for people. What is known for certain is asked first. */
export function sentenceOf(evidence: Evidence): Told {
  const { look } = evidence
  return (
    letterOf(evidence) ??
    rowOf(evidence) ??
    (look ? (owedOf(evidence, look) ?? ruledOut(evidence, look) ?? settled(evidence, look)) : closed(evidence))
  )
}

function letterOf({ plugin, letter }: Evidence): Told | undefined {
  if (!letter) return undefined
  const tries = letter.attempts.length
  const last = letter.attempts.at(-1)?.error.split('\n', 1)[0]
  const error = last ? `: ${last.slice(0, 200)}` : ''
  return {
    outcome: 'dead',
    sentence: `${plugin} was given it ${times(tries)} and it became dead letter ${letter.id}. ${letter.reason}${error}`,
  }
}

function rowOf({ plugin, row, look }: Evidence): Told | undefined {
  if (row?.state === 'completed') {
    const again = row.tries > 1 ? `, at try ${row.tries}` : ''
    return { outcome: 'delivered', sentence: `${plugin} handled it${again}, ${shortly(row.endedAt - row.since)} after it was accepted` }
  }
  if (row?.state === 'discarded')
    return { outcome: 'discarded', sentence: hidden(plugin, look) ?? discarded(plugin, row.reason ?? '', row.by) }
  if (row?.state === 'dead') return { outcome: 'dead', sentence: `${plugin} failed on it, and its dead letter was seen to since` }
  return undefined
}

function hidden(plugin: string, look: LaneLook | undefined): string | undefined {
  return look?.hidden && `${plugin} never saw it: ${look.hidden.by} hid it (${look.hidden.reason})`
}

/** Why something was dropped; reasons are those of the scheduler. */
function discarded(plugin: string, reason: string, by: number | undefined): string {
  const room = by === undefined ? 'the lane was full of what is more urgent' : `the lane was full and event ${by} was more urgent or newer`
  const reasons: Readonly<Record<string, string>> = {
    full: `${plugin} never saw it: ${room}`,
    merged: `${plugin} got it as part of event ${by ?? 'another'}, with which it was put together`,
    failed: `${plugin} failed on it, and what may be dropped is not tried again`,
    interrupted: `${plugin} stopped while it ran, and what may be dropped is not tried again`,
    'circuit-open': `${plugin} never saw it: the plugin failed again and again, and gets nothing for a while`,
    unsubscribed: `${plugin} never saw it: it was unsubscribed before its turn came`,
    restart: `${plugin} may have seen it: the host was not stopped in order, and what may be dropped is not repeated`,
    damaged: `${plugin} never saw it: its record in the log is damaged`,
    hidden: `${plugin} never saw it: a plugin that looks at such events first hid it`,
    cleared: `${plugin} never saw it: an operator cleared the queue`,
  }
  return reasons[reason] ?? `${plugin} did not get it: ${reason}`
}

function owedOf({ plugin, status }: Evidence, look: LaneLook): Told | undefined {
  if (look.state === 'running') return { outcome: 'running', sentence: `${plugin} is at it now` }
  if (look.state === 'retrying') {
    return {
      outcome: 'retrying',
      sentence: `${plugin} failed on it ${times(look.tries)}; it is tried again in ${shortly(look.retryInMs ?? 0)}`,
    }
  }
  if (look.state === 'unseen' && !look.refusal)
    return { outcome: 'waiting', sentence: `It waits for ${plugin}, whose lane still reads what came before it` }
  if (look.state !== 'waiting') return undefined
  if (look.isHeld)
    return { outcome: 'waiting', sentence: `It waits for ${plugin}, whose lane is held; let it go with Resume, or end the panic` }
  if (look.isBroken)
    return { outcome: 'waiting', sentence: `It waits for ${plugin}, which failed again and again and gets nothing for a while` }
  if (look.isReady) return { outcome: 'waiting', sentence: `It waits for ${plugin}, behind what is more urgent or came before` }
  return { outcome: 'waiting', sentence: `It waits for ${plugin}, which is ${status.state}${status.detail ? `: ${status.detail}` : ''}` }
}

const REFUSALS: Readonly<
  Record<Refusal, { readonly outcome: WhyOutcome; readonly words: (plugin: string, event: UnifiedEvent) => string }>
> = {
  'not-subscribed': { outcome: 'not-subscribed', words: (plugin, { eventType }) => `${plugin} is not subscribed to ${eventType}` },
  filtered: {
    outcome: 'filtered',
    words: (plugin, { eventType }) => `${plugin} takes only some ${eventType} events, and its "where" leaves this one out`,
  },
  history: { outcome: 'filtered', words: () => 'It happened before Showrunner was connected, and such events are only kept' },
  'replay-not-taken': {
    outcome: 'replay-not-taken',
    words: (plugin, { replay }) => (replay?.to ? `It was replayed for ${replay.to.join(', ')} only` : `${plugin} does not take replays`),
  },
}

function ruledOut({ plugin, event }: Evidence, { refusal }: LaneLook): Told | undefined {
  if (!refusal) return undefined
  const { outcome, words } = REFUSALS[refusal]
  return { outcome, sentence: words(plugin, event) }
}

/** Settled, and longer ago than the trace goes back. */
function settled({ plugin }: Evidence, { discardable, isNewer }: LaneLook): Told {
  if (isNewer) {
    const before = 'if it was on before as well, what it made of this is not known any more'
    return { outcome: 'not-subscribed', sentence: `${plugin} was switched on after this came; ${before}` }
  }
  if (!discardable)
    return { outcome: 'delivered', sentence: `${plugin} handled it, unless it was switched off then; when is not known any more` }
  return {
    outcome: 'unknown',
    sentence: `${plugin} handled it, or it was dropped; of what may be dropped that is only counted after a while`,
  }
}

function closed({ plugin, status }: Evidence): Told {
  const detail = status.detail ? ` (${status.detail})` : ''
  return { outcome: 'not-subscribed', sentence: `${plugin} is ${status.state}${detail}, so it takes no events now` }
}

/** All lanes in one sentence. */
export function summaryOf({ eventType }: UnifiedEvent, lanes: readonly WhyLane[]): string {
  const of = (...outcomes: readonly WhyOutcome[]) => lanes.filter(({ outcome }) => outcomes.includes(outcome)).map(({ plugin }) => plugin)
  const parts = [
    named(of('delivered'), 'handled it'),
    named(of('running'), 'has it now'),
    named(of('waiting', 'retrying'), 'has yet to get it'),
    named(of('dead'), 'gave up on it'),
    named(of('discarded'), 'did not get it, for it was dropped'),
    named(of('unknown'), 'settled it long ago'),
  ].filter((part) => part !== undefined)
  if (parts.length > 0) return parts.join('; ')
  const left = of('filtered', 'replay-not-taken')
  if (left.length > 0) return `Nobody got it: ${left.join(', ')} left it out by rule, and no other plugin is subscribed to ${eventType}`
  return `Nobody got it: no plugin that runs is subscribed to ${eventType}`
}

function named(plugins: readonly string[], what: string): string | undefined {
  return plugins.length > 0 ? `${plugins.join(', ')} ${what}` : undefined
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
const shortly = (ms: number) => (ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : `${Math.round(ms / 100) / 10} s`)
