import type { Delivery, Host } from '#sdk'
import type { Clock } from '#sdk/clock'
import { createModeration } from '#sdk/moderation'
import type { Deeds } from '../deeds.ts'
import type { ObsSettings } from '../settings.ts'
import { createOnce } from './once.ts'
import { filled, isMeant, nameOf, type Rule, type RuleEvent } from './rule.ts'

/** What came this long ago is no news any more, as after a crash. */
const MAX_AGE_MS = 60_000
/** A flood of gifts while OBS is away is told once. */
const WARN_EVERY_MS = 10_000

type Parts = {
  readonly host: Pick<Host, 'actions' | 'kv' | 'log'>
  readonly settings: Pick<ObsSettings, 'rules' | 'dryRun' | 'onReplays'>
  readonly deeds: Deeds
  readonly clock: Pick<Clock, 'now'>
  readonly wallTime: () => number
}

/** Does in OBS what the rules say of an event: once, soon or not at all, and never so that the next event waits for OBS. */
export function createRules({ host, settings, deeds, clock, wallTime }: Parts) {
  const isNew = createOnce(host.kv)
  const { fitName } = createModeration()
  const lastAt = new Map<Rule, number>()
  const warnedAt = new Map<Rule, number>()

  const isSince = (last: number | undefined, ms: number) => last !== undefined && clock.now() - last < ms

  async function textOf({ text }: Rule, event: RuleEvent): Promise<string> {
    return text.includes('{name}') ? filled(text, event, await fitName(host.actions, nameOf(event))) : filled(text, event)
  }

  function carryOut(rule: Rule, event: RuleEvent): void {
    lastAt.set(rule, clock.now())
    const deed = `${rule.do} ${rule.what}`
    if (settings.dryRun) {
      host.log.info(`${event.eventType}: would do ${deed}`)
      return
    }
    textOf(rule, event)
      .then((text) => deeds[rule.do]({ ...rule, text }))
      .catch((error: unknown) => {
        if (isSince(warnedAt.get(rule), WARN_EVERY_MS)) return
        warnedAt.set(rule, clock.now())
        host.log.warn(`${event.eventType}: ${deed} was not done; ${error instanceof Error ? error.message : String(error)}`)
      })
  }

  return async (event: RuleEvent, delivery: Pick<Delivery, 'idempotencyKey'>): Promise<void> => {
    const meant = settings.rules.filter((rule) => isMeant(rule, event))
    if (meant.length === 0 || (event.replay && !settings.onReplays)) return
    if (!event.replay && wallTime() - Date.parse(event.ingestedAt) > MAX_AGE_MS) return
    if (!(await isNew(delivery.idempotencyKey))) return
    for (const rule of meant) if (!isSince(lastAt.get(rule), rule.coolDownSeconds * 1000)) carryOut(rule, event)
  }
}
