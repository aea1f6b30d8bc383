import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { createChat } from './chat.ts'
import { creditsOf } from './credits.ts'
import { createImages } from './images.ts'
import { leaderboardOf } from './leaderboard.ts'
import { lookOf } from './look.ts'
import { createPace } from './pace.ts'
import { catchUp, type Reset, recount } from './recount.ts'
import { readSettings } from './settings.ts'
import { createShownLive } from './shown-live.ts'
import type { Counted } from './tally.ts'
import { tickerOf } from './ticker.ts'
import { createViewers } from './viewers.ts'

/** How often a page is told at most; the first change is told at once. */
const PACE_MS = { chat: 100, boards: 500, viewers: 1000 }
const CATCH_UP_MS = 2000

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Everything the pages show, and what changes it. Each topic is the whole state of a page, so that a page that comes late misses nothing. */
export async function openStage(host: Host) {
  const settings = readSettings(host.settings)
  const live = createShownLive()
  const chat = createChat(settings)
  const viewers = createViewers()
  const images = createImages({
    fetch,
    put: host.blobs.put,
    onReady: () => {
      tell.chat.ask()
      tell.boards.ask()
    },
    onFailure: (reason) => host.log.debug('A picture could not be had', { reason }),
  })
  const pictureOf = (url: string | undefined) => (settings.pictures ? images.of(url) : undefined)
  const show = (topic: string, data: unknown) => host.publish(topic, data, { retain: true })
  const people = () => live.tally()?.people() ?? []
  const totals = () => ({ likes: live.tally()?.likes() ?? 0, followers: live.tally()?.followers() ?? 0 })
  const tell = {
    chat: createPace(PACE_MS.chat, () => show('chat', chat.view(pictureOf))),
    boards: createPace(PACE_MS.boards, () => show('leaderboard', leaderboardOf(people(), settings, pictureOf))),
    viewers: createPace(PACE_MS.viewers, () => show('viewers', viewers.view(settings, totals()))),
  }

  function tellCounts() {
    tell.boards.ask()
    tell.viewers.ask()
  }

  const roll = () => host.publish('credits', creditsOf(people(), settings))

  await recount(host, live).catch((error: unknown) => host.log.warn('What was given before cannot be counted', { reason: String(error) }))
  show('look', lookOf(settings))
  tellCounts()
  const catchingUp = setTimeout(() => {
    catchUp(host, live).then(
      (isMore) => isMore && tellCounts(),
      () => host.log.debug('Nothing could be caught up'),
    )
  }, CATCH_UP_MS)

  return {
    chat(event: EventOf<'chat'>) {
      if (event.user.isModerator) live.of(event)?.moderator(event.user)
      if (chat.add(event)) tell.chat.ask()
    },
    retract(what: Parameters<typeof chat.delete>[0]) {
      chat.delete(what)
      tell.chat.ask()
    },
    count(event: EventOf<Counted>) {
      if (live.of(event)?.count(event)) tellCounts()
    },
    watched(event: UnifiedEvent, count: number | undefined) {
      if (count === undefined || !live.of(event)) return
      viewers.note(count)
      tell.viewers.ask()
    },
    ended(event: UnifiedEvent) {
      live.ended(event)
      if (settings.creditsAtEnd && live.sessionId() === event.sessionId) roll()
    },
    roll,
    stopCredits: () => host.publish('credits', null),
    ticker: (input: { readonly text: string; readonly seconds?: number }) => show('ticker', tickerOf(input, Date.now())),
    async resetBoards() {
      const sessionId = live.sessionId()
      const seqNo = live.tally()?.reset()
      if (sessionId && seqNo !== undefined) await host.kv.set('reset', { sessionId, seqNo } satisfies Reset)
      tell.boards.ask()
    },
    clear() {
      chat.clear()
      tell.chat.ask()
      show('ticker', null)
      host.publish('credits', null)
    },
    picture: (url: string) => (settings.pictures ? images.load(url) : undefined),
    close() {
      clearTimeout(catchingUp)
      for (const pace of Object.values(tell)) pace.stop()
    },
  }
}
