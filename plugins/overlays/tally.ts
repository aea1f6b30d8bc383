import type { EventOf, UnifiedEvent, User } from '#sdk'
import { nameOf } from './names.ts'
import { createSeen } from './seen.ts'
import type { Thanks } from './settings.ts'

/** Types that are counted, each event once. */
export const COUNTED = ['gift', 'tip', 'subscribe', 'follow', 'share', 'like'] as const
export type Counted = (typeof COUNTED)[number]

/** What somebody did in this live. */
export type Person = {
  readonly id: string
  readonly name: string
  readonly avatarUrl?: string | undefined
  /** Since the boards began anew. */
  readonly coins: number
  readonly likes: number
  /** By currency, and never added up across them. */
  readonly cents: Readonly<Record<string, number>>
  readonly thanks: ReadonlySet<Thanks>
}

export type Tally = ReturnType<typeof createTally>

const REMEMBERED = 5000
/** Beyond that many people, those who gave least are forgotten. */
const MAX_PEOPLE = 10_000
/** The oldest of more than so many can be taken back no longer. */
const MAX_TIPS = 20_000

/**
 * Counts a live. An event that comes again is counted once: what the log was read up to is known by number (`mark`), what came since by its id. What is
 * read of the log takes no place among those ids, or a long log would put out what came while it was read.
 */
export function createTally() {
  const people = new Map<string, Person>()
  const marks = new Map<string, number>()
  const seen = createSeen(REMEMBERED)
  /** Tips by number, whose each is and what of it is on the boards; and those that were taken back. */
  const tips = new Map<number, { readonly id: string; readonly cents: Person['cents'] }>()
  const reversed = new Set<number>()
  let boardsFrom = 0
  let isReading = false
  let latest = 0
  let likes = 0
  /** Single likes that were counted. */
  let told = 0
  let followers = 0

  function add(who: Pick<Person, 'id' | 'name' | 'avatarUrl'>, more: Partial<Pick<Person, 'coins' | 'likes' | 'cents'>>, thanks?: Thanks) {
    const known = people.get(who.id)
    const before = known ?? { ...NOTHING, ...who }
    // The log is read backwards: the name that is known is the newer one.
    const { name, avatarUrl } = known && isReading ? { name: known.name, avatarUrl: known.avatarUrl ?? who.avatarUrl } : who
    people.set(who.id, {
      ...before,
      name,
      avatarUrl: avatarUrl ?? before.avatarUrl,
      coins: before.coins + (more.coins ?? 0),
      likes: before.likes + (more.likes ?? 0),
      cents: more.cents ? sumOf(before.cents, more.cents) : before.cents,
      thanks: !thanks || before.thanks.has(thanks) ? before.thanks : new Set([...before.thanks, thanks]),
    })
    if (people.size > MAX_PEOPLE) forgetLeast(people)
  }

  const COUNT: { readonly [T in Counted]: (event: EventOf<T>, isOnBoards: boolean) => void } = {
    gift: ({ user, payload }, isOnBoards) => add(personOf(user), isOnBoards ? { coins: payload.coins } : {}, 'gifter'),
    tip(event, isOnBoards) {
      const { amountCents = 0, currency = '' } = event.value
      const who = tipperOf(event)
      const number = numberOf(event)
      if (!who || reversed.has(number)) return
      const cents = isOnBoards ? { [currency]: amountCents } : {}
      if (number !== 0) tips.set(number, { id: who.id, cents })
      const [oldest] = tips.keys()
      if (tips.size > MAX_TIPS && oldest !== undefined) tips.delete(oldest)
      add(who, { cents }, 'tipper')
    },
    subscribe: ({ user }) => add(personOf(user), {}, 'subscriber'),
    follow({ user }) {
      if (!people.get(user.userId)?.thanks.has('follower')) followers++
      add(personOf(user), {}, 'follower')
    },
    share: ({ user }) => add(personOf(user), {}, 'sharer'),
    like({ user, payload }, isOnBoards) {
      const { likeCount, totalLikeCount = 0 } = payload
      // In all is what the platform said last, and the single ones after that; of an earlier one those are there already.
      likes = isReading ? Math.max(likes, told + likeCount, totalLikeCount + told) : Math.max(likes + likeCount, totalLikeCount)
      told += likeCount
      add(personOf(user), isOnBoards ? { likes: likeCount } : {})
    },
  }

  function take(event: EventOf<Counted>) {
    latest = Math.max(latest, event.seqNo)
    // The row of its own type.
    const count = COUNT[event.eventType] as (event: UnifiedEvent, isOnBoards: boolean) => void
    count(event, event.seqNo === 0 || event.seqNo > boardsFrom)
  }

  return {
    /** Answers whether it was new. */
    count(event: EventOf<Counted>): boolean {
      const isOld = event.seqNo !== 0 && event.seqNo <= (marks.get(event.eventType) ?? 0)
      if (isOld || !seen.isNew(event.eventId)) return false
      take(event)
      return true
    },
    /** Counts what the log has, the newest first and each once, as far as it did not come meanwhile. */
    countEarlier(events: readonly EventOf<Counted>[]) {
      isReading = true
      for (const event of events) if (!seen.has(event.eventId)) take(event)
      isReading = false
    },
    /** The tip of this number counts no more, whichever of both is told first; answers whether it did. */
    takeBack(tipSeqNo: number): boolean {
      reversed.add(tipSeqNo)
      const tip = tips.get(tipSeqNo)
      const person = tip && people.get(tip.id)
      tips.delete(tipSeqNo)
      if (!tip || !person) return false
      const cents = Object.fromEntries(Object.entries(person.cents).map(([currency, sum]) => [currency, sum - (tip.cents[currency] ?? 0)]))
      const thanks = [...tips.values()].some(({ id }) => id === tip.id) ? person.thanks : without(person.thanks, 'tipper')
      people.set(person.id, { ...person, cents, thanks })
      return true
    },
    /** What has this type and a number up to this one is counted already. */
    mark: (type: Counted, seqNo: number) => void marks.set(type, seqNo),
    moderator: (user: User) => add(personOf(user), {}, 'moderator'),
    /** The boards leave out what has a number up to this one, and was not counted yet. */
    leaveOut(seqNo: number) {
      boardsFrom = Math.max(boardsFrom, seqNo)
    },
    /** The boards begin anew; answers the number that they left out up to. */
    reset(): number {
      boardsFrom = latest
      for (const person of people.values()) people.set(person.id, { ...person, coins: 0, likes: 0, cents: {} })
      for (const [number, tip] of tips) tips.set(number, { ...tip, cents: {} })
      return boardsFrom
    },
    people: () => people.values(),
    likes: () => likes,
    followers: () => followers,
  }
}

const NOTHING = { coins: 0, likes: 0, cents: {}, thanks: new Set<Thanks>() }

function personOf(user: User) {
  return { id: user.userId, name: nameOf(user), avatarUrl: user.avatarUrl }
}

/** A tip need not say whose it is; then nobody is thanked by name. */
function tipperOf({ user, payload }: EventOf<'tip'>) {
  const name = payload.tipperName?.trim()
  if (user) return { ...personOf(user), ...(name && { name }) }
  return name ? { id: `tip:${name.toLowerCase()}`, name, avatarUrl: undefined } : undefined
}

/** One that comes again as another event has the number that it had. */
const numberOf = ({ seqNo, replay }: UnifiedEvent) => replay?.of ?? seqNo

function without(all: ReadonlySet<Thanks>, one: Thanks): ReadonlySet<Thanks> {
  return new Set([...all].filter((each) => each !== one))
}

function sumOf(before: Person['cents'], more: Person['cents']): Person['cents'] {
  const sums = { ...before }
  for (const [currency, cents] of Object.entries(more)) sums[currency] = (sums[currency] ?? 0) + cents
  return sums
}

/** Half of them go, so that this is seldom done. Money and subscriptions go last. */
function forgetLeast(people: Map<string, Person>) {
  const worth = ({ coins, likes, cents, thanks }: Person) => (Object.keys(cents).length + thanks.size) * 1e9 + coins * 1e3 + likes
  const least = [...people.values()].sort((a, b) => worth(a) - worth(b)).slice(0, MAX_PEOPLE / 2)
  for (const { id } of least) people.delete(id)
}
