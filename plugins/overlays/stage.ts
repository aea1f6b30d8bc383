import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { createModeration } from '#sdk/moderation'
import { createPace } from '#sdk/pace'
import { createTurns } from '#sdk/turns'
import { createChat } from './chat.ts'
import { createCounts } from './counts.ts'
import { creditsOf } from './credits.ts'
import { createFitNames } from './fit-names.ts'
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
  const { hidesName } = createModeration()
  const fit = createFitNames({ hidesName: (name) => hidesName(host.actions, name), language: settings.language })
  const inTurn = createTurns()
  const pictureOf = (url: string | undefined) => (settings.pictures ? images.of(url) : undefined)
  const show = (topic: string, data: unknown) => host.publish(topic, data, { retain: true })
  const told = new Map<string, string>()
  function showChanged(topic: string, data: unknown) {
    const json = JSON.stringify(data)
    if (told.get(topic) !== json) show(topic, data)
    told.set(topic, json)
  }

  async function showBoards() {
    showChanged('leaderboard', await fit.leaderboard(leaderboardOf(counts.people(), settings, pictureOf)))
  }

  const tell = {
    chat: createPace(PACE_MS.chat, () => show('chat', chat.view(pictureOf))),
    boards: createPace(PACE_MS.boards, () => void inTurn(showBoards)),
    viewers: createPace(PACE_MS.viewers, () => showChanged('viewers', viewers.view(settings, counts.totals()))),
  }
  /** Credits that are stopped before they roll do not roll. */
  let rolls = 0
  async function roll() {
    const own = ++rolls
    const credits = await fit.credits(creditsOf(counts.people(), settings))
    if (own === rolls) host.publish('credits', credits)
  }
  function stopCredits() {
    rolls++
    host.publish('credits', null)
  }

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
    async ended(event: UnifiedEvent) {
      counts.ended(event)
      if (settings.creditsAtEnd && counts.isShown(event)) await roll()
    },
    roll,
    stopCredits,
    ticker: (input: { readonly text: string; readonly seconds?: number }) => show('ticker', tickerOf(input, Date.now())),
    resetBoards: counts.reset,
    clear() {
      chat.clear()
      tell.chat.ask()
      show('ticker', null)
      stopCredits()
    },
    picture: (url: string) => (settings.pictures ? images.load(url) : undefined),
    close() {
      counts.stop()
      for (const { stop } of Object.values(tell)) stop()
    },
  }
}
