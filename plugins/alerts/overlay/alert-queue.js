// @ts-check
import { sizeOf } from './size.js'

/**
 * @typedef {import('../alert.ts').Alert & { avatar?: string, gift?: string }} Alert
 * @typedef {Alert & { ids: readonly string[] }} Entry of all that was merged into it
 * @typedef {{ now(): number, wallTime(): number, after(delayMs: number, callback: () => void): () => void }} Clock
 * @typedef {{ show(alert: Alert): void, update(alert: Alert): void, picture(alert: Alert): void, leave(): void, clear(): void }} Screen
 */

/** How long a card takes to leave; the style sheet has the same number. */
export const LEAVE_MS = 450

/** Who goes first, behind what the streamer tries out; within a kind what is worth more does. Coins and money are never compared. */
const RANK = { shoutout: 6, tip: 5, gift: 4, goal: 3, subscribe: 2, follow: 1, share: 0 }
/** As many alerts waiting as this that are of its kind or go before that, and each is shown for the shortest time only. */
const CROWD = 10
const REMEMBERED = 500
/** Times that everything was held, the newest. */
const SPANS = 16

/**
 * Shows one alert at a time: idle -> showing -> leaving -> showing or idle. While it is paused, what is shown ends as ever and the rest waits; while it is
 * held by the panic button, what is shown goes at once.
 * Alerts of one key are merged, the worthiest come first, and the more wait that are no less than it the shorter each is shown.
 * When too many wait, the least worthy goes; one that comes twice or comes late is not shown.
 * `done` is told the ids of what was shown, or will not be.
 * @param {{ clock: Clock, screen: Screen, done?: (ids: readonly string[]) => void }} parts
 */
export function createAlertQueue({ clock, screen, done = () => {} }) {
  /** @type {Entry[]} */
  let waiting = []
  /** @type {{ alert: Entry, since: number, changedAt: number } | undefined} */
  let showing
  let leaving = false
  let isPaused = false
  let cancel = () => {}
  const isNew = createMemory(REMEMBERED)
  /** When alerts were held, in their order. @type {readonly { from: number, to: number }[]} */
  let spans = []
  /** Since when all is held by the panic button. @type {number | undefined} */
  let heldSince

  /** @param {Alert} alert */
  function push(alert) {
    if (!isNew(alert.id)) return
    if (isLate(alert)) return done([alert.id])
    const entry = { ...alert, ids: [alert.id] }
    if (canJoin(entry)) join(entry)
    else {
      const { kept, left } = enqueue(waiting, entry)
      waiting = kept
      drop(left)
    }
    if (!showing && !leaving) next()
    else if (!leaving) plan()
  }

  /** @param {readonly Entry[]} entries */
  function drop(entries) {
    if (entries.length > 0) done(entries.flatMap(({ ids }) => ids))
  }

  /** What was held counts from when it was let go, and what is held is never late. @param {Alert} alert */
  function isLate({ at, pace: { maxAgeMs } }) {
    const now = clock.wallTime()
    const holds = [...spans, ...(heldSince === undefined ? [] : [{ from: heldSince, to: now }])]
    const time = holds.reduce((from, hold) => (from > hold.from - maxAgeMs && from <= hold.to ? hold.to : from), Date.parse(at))
    return !isPaused && now - time > maxAgeMs
  }

  /** The panic button: what is shown goes, and what waits goes on waiting. @param {string} [since] */
  function hold(since) {
    heldSince = since ? Date.parse(since) : clock.wallTime()
    skip()
  }

  /** What was held then comes later, and is not late for that. @param {{ since: string, until: string }} span */
  function held({ since, until }) {
    const span = { from: Date.parse(since), to: Date.parse(until) }
    const others = spans.filter(({ from, to }) => from !== span.from || to !== span.to)
    spans = [...others, span].sort((a, b) => a.to - b.to).slice(-SPANS)
  }

  /** After the panic button. */
  function goOn() {
    heldSince = undefined
    if (!showing && !leaving) next()
  }

  /** A viewer who goes on and on must not hold the screen for ever.
   * @param {Alert} alert */
  function canJoin(alert) {
    return showing?.alert.key === alert.key && !leaving && clock.now() - showing.since < longestMs(showing.alert)
  }

  /** @param {Entry} alert */
  function join(alert) {
    if (!showing) return
    showing = { ...showing, alert: merge(showing.alert, alert), changedAt: clock.now() }
    screen.update(showing.alert)
  }

  function next() {
    leaving = false
    const alert = isPaused || heldSince !== undefined ? undefined : waiting.shift()
    if (!alert) return
    showing = { alert, since: clock.now(), changedAt: clock.now() }
    screen.show(alert)
    plan()
  }

  function plan() {
    cancel()
    if (!showing) return
    const { alert, since, changedAt } = showing
    // A raid of follows takes no time from a gift.
    const pressing = waiting.filter(({ kind }) => RANK[kind] >= RANK[alert.kind]).length
    const until = Math.max(since + displayMs(alert, pressing), changedAt + alert.pace.shortestMs)
    cancel = clock.after(Math.max(0, until - clock.now()), leave)
  }

  function leave() {
    if (showing) drop([showing.alert])
    showing = undefined
    leaving = true
    screen.leave()
    cancel = clock.after(LEAVE_MS, () => {
      screen.clear()
      next()
    })
  }

  /** What is shown goes, and the next one comes. */
  function skip() {
    if (!showing) return
    cancel()
    leave()
  }

  /** Nothing is shown any more, and nothing waits. */
  function clear() {
    drop(waiting)
    waiting = []
    skip()
  }

  /** Takes away what is of these viewers or events, without a farewell.
   * @param {{ ids: readonly string[], userIds: readonly string[] }} which */
  function retract({ ids, userIds }) {
    const isOf = (/** @type {Alert} */ { id, userId }) => ids.includes(id) || (userId !== undefined && userIds.includes(userId))
    drop(waiting.filter(isOf))
    waiting = waiting.filter((alert) => !isOf(alert))
    if (!showing || !isOf(showing.alert)) return
    drop([showing.alert])
    cancel()
    showing = undefined
    screen.clear()
    next()
  }

  /** @param {boolean} paused */
  function pause(paused) {
    isPaused = paused
    if (!isPaused && !showing && !leaving) next()
  }

  /** Pictures that came after their alert.
   * @param {{ id: string, avatar?: string, gift?: string }} pictures */
  function picture(pictures) {
    waiting = waiting.map((alert) => (alert.id === pictures.id ? { ...alert, ...pictures } : alert))
    if (showing?.alert.id !== pictures.id) return
    showing = { ...showing, alert: { ...showing.alert, ...pictures } }
    screen.picture(showing.alert)
  }

  return { push, skip, clear, hold, held, retract, pause, picture, goOn, waiting: () => waiting.length }
}

/** How long a card is shown while this many wait. @param {Alert} alert @param {number} waiting */
export function displayMs(alert, waiting) {
  const { shortestMs } = alert.pace
  return Math.max(shortestMs, longestMs(alert) - ((longestMs(alert) - shortestMs) * waiting) / CROWD)
}

/** @param {Alert} alert */
function longestMs(alert) {
  return sizeOf(alert) === 'large' ? alert.pace.largeMs : alert.pace.longestMs
}

/** Who waits then, and who has no place. @param {readonly Entry[]} waiting @param {Entry} alert @returns {{ kept: Entry[], left: Entry[] }} */
function enqueue(waiting, alert) {
  const same = waiting.find(({ key }) => key === alert.key)
  const rest = waiting.filter((other) => other !== same)
  const joined = same ? merge(same, alert) : alert
  const place = rest.findIndex((other) => compare(joined, other) < 0)
  rest.splice(place < 0 ? rest.length : place, 0, joined)
  return { kept: rest.slice(0, alert.pace.waitingMax), left: rest.slice(alert.pace.waitingMax) }
}

/** Negative when `a` goes first. @param {Alert} a @param {Alert} b */
function compare(a, b) {
  return Number(b.isTrial ?? false) - Number(a.isTrial ?? false) || RANK[b.kind] - RANK[a.kind] || worth(b) - worth(a)
}

/** @param {Alert} alert */
function worth({ coins, amountCents }) {
  return coins ?? amountCents ?? 0
}

/** @param {Entry} first @param {Entry} second @returns {Entry} */
function merge(first, second) {
  const { avatar, gift } = first
  const pictures = { ...(avatar && { avatar }), ...(gift && { gift }) }
  const sums = { ...sum('count', first, second), ...sum('coins', first, second) }
  return { ...pictures, ...second, ...sums, ids: [...first.ids, ...second.ids] }
}

/** @param {'count' | 'coins'} field @param {Alert} first @param {Alert} second */
function sum(field, first, second) {
  const known = first[field] ?? second[field]
  return known === undefined ? {} : { [field]: (first[field] ?? 0) + (second[field] ?? 0) }
}

/** Says whether an id is new, remembering the last so many. @param {number} max */
function createMemory(max) {
  /** @type {Set<string>} */
  const ids = new Set()
  return (/** @type {string} */ id) => {
    if (ids.has(id)) return false
    ids.add(id)
    for (const oldest of ids.size > max ? ids : []) {
      ids.delete(oldest)
      break
    }
    return true
  }
}
