import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { createPace } from '#sdk/pace'
import { createChat } from './chat.ts'
import { createCounts } from './counts.ts'
import { creditsOf } from './credits.ts'
import { createImages } from './images.ts'
import { leaderboardOf } from './leaderboard.ts'
import { lookOf } from './look.ts'
import { readSettings } from './settings.ts'
import { tickerOf } from './ticker.ts'
import { createViewers } from './viewers.ts'

/** How often a page is told at most; the first change is told at once. */
const PACE_MS = { chat: 100, boards: 500, viewers: 1000 }

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Everything the pages show, and what changes it. Each topic is the whole state of a page, so that a page that comes late misses nothing. */
export async function openStage(host: Host) {
  const settings = readSettings(host.settings)
  const chat = createChat(settings)
  const viewers = createViewers()
  const images = createImages({
    fetch,
    put: host.blobs.put,
    onReady: () => [tell.chat, tell.boards].forEach(({ ask }) => void ask()),
    onFailure: (reason) => host.log.debug('A picture could not be had', { reason }),
  })
  const counts = createCounts(host, () => [tell.boards, tell.viewers].forEach(({ ask }) => void ask()))
  const pictureOf = (url: string | undefined) => (settings.pictures ? images.of(url) : undefined)
  const show = (topic: string, data: unknown) => host.publish(topic, data, { retain: true })
  const told = new Map<string, string>()
  function showChanged(topic: string, data: unknown) {
    const json = JSON.stringify(data)
    if (told.get(topic) !== json) show(topic, data)
    told.set(topic, json)
  }

  const tell = {
    chat: createPace(PACE_MS.chat, () => show('chat', chat.view(pictureOf))),
    boards: createPace(PACE_MS.boards, () => showChanged('leaderboard', leaderboardOf(counts.people(), settings, pictureOf))),
    viewers: createPace(PACE_MS.viewers, () => showChanged('viewers', viewers.view(settings, counts.totals()))),
  }
  const roll = () => host.publish('credits', creditsOf(counts.people(), settings))

  show('look', lookOf(settings))
  await counts.begin()

  return {
    chat(event: EventOf<'chat'>) {
      if (event.user.isModerator) counts.moderator(event, event.user)
      if (chat.add(event)) tell.chat.ask()
    },
    retract(what: Parameters<typeof chat.delete>[0]) {
      chat.delete(what)
      tell.chat.ask()
    },
    count: counts.count,
    takeBack: counts.takeBack,
    watched(event: UnifiedEvent, count: number | undefined) {
      if (count === undefined || !counts.isShown(event)) return
      viewers.note(count)
      tell.viewers.ask()
    },
    ended(event: UnifiedEvent) {
      counts.ended(event)
      if (settings.creditsAtEnd && counts.isShown(event)) roll()
    },
    roll,
    stopCredits: () => host.publish('credits', null),
    ticker: (input: { readonly text: string; readonly seconds?: number }) => show('ticker', tickerOf(input, Date.now())),
    resetBoards: counts.reset,
    clear() {
      chat.clear()
      tell.chat.ask()
      show('ticker', null)
      host.publish('credits', null)
    },
    picture: (url: string) => (settings.pictures ? images.load(url) : undefined),
    close() {
      counts.stop()
      for (const { stop } of Object.values(tell)) stop()
    },
  }
}
