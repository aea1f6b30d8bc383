import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { createLink, type LinkState } from '#sdk/link'
import { createOnce } from '#sdk/once'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { removeLeftovers } from './browser/leftovers.ts'
import { type OpenBrowser, openBrowser } from './browser/open.ts'
import { MOVES, type Move } from './game/moves.ts'
import { openGame } from './game/open.ts'
import { createPlay, type Play } from './game/play.ts'
import type { DinoSettings } from './settings.ts'

/** As in the manifest. */
const ATTEMPTS = 3
/** A browser may take its time on a machine that is busy. */
const WITHIN_MS = 30_000
const BEST = 'best'

type Open = { readonly play: Play; readonly browser: OpenBrowser; readonly seen: 'inside' | 'picture' }

export type Dino = ReturnType<typeof createDino>

/** The dinosaur of Chromium: kept running, and moved by what viewers do. */
export function createDino({ host, settings }: { readonly host: Host; readonly settings: DinoSettings }) {
  const receipts = createReceipts(host)
  const called = createRules(settings.rules)
  const once = createOnce()
  let best = 0
  let last: OpenBrowser | undefined
  void host.kv.get(BEST).then((kept) => {
    if (typeof kept === 'number') best = Math.max(best, kept)
  })

  const link = createLink<Open>({ open, close: ({ play }) => play.stop(), onState: tell, withinMs: WITHIN_MS })

  async function open({ signal, lost }: { signal: AbortSignal; lost: (why: string) => void }): Promise<Open> {
    await last?.ended()
    const browser = await openBrowser({ settings, kv: host.kv, signal, lost })
    last = browser
    const { game, seen } = await openGame(browser.page)
    if (seen === 'picture') host.log.warn('The insides of this Chromium’s game are not known; it is driven by its picture, without speed')
    const play = createPlay({ ...settings, game, isRestarted: settings.autoRestart, onCrash, lost })
    signal.addEventListener('abort', play.stop, { once: true })
    return { play, browser, seen }
  }

  function onCrash(score = 0) {
    if (score > best) void host.kv.set(BEST, score)
    best = Math.max(best, score)
    host.publish('score', { last: score, best }, { retain: true })
  }

  function tell({ state, detail }: LinkState) {
    if (state === 'waiting' || state === 'refused') host.log.warn(detail ?? 'Chromium was closed', { state })
    else host.log.info(`The dinosaur is ${state}`)
  }

  const move = (name: Move, delivery: Delivery, index = 0) => {
    const id = receiptId(delivery, index)
    const { attempt, signal } = delivery
    return receipts.track({ what: MOVES[name], id, attempt, attempts: ATTEMPTS, dryRun: settings.dryRun }, async () => {
      const { play } = await link.ready(signal)
      await play.move(name, signal)
    })
  }

  return {
    start() {
      if (!settings.dryRun) link.start()
    },
    async onEvent(event: UnifiedEvent, delivery: Delivery): Promise<void> {
      for (const [index, rule] of called(event).entries()) await once(receiptId(delivery, index), () => move(rule.do, delivery, index))
    },
    async move(name: Move): Promise<void> {
      await move(name, {
        attempt: ATTEMPTS,
        redelivered: false,
        idempotencyKey: crypto.randomUUID(),
        signal: AbortSignal.timeout(WITHIN_MS),
      })
    },
    async status() {
      const open = link.get()
      const { state, detail } = link.state()
      return {
        state,
        best,
        ...(detail && { detail }),
        ...(open && { seen: open.seen, port: open.browser.port, score: await open.play.score() }),
      }
    },
    async stop(): Promise<void> {
      link.stop()
      await last?.ended()
      if (!settings.dryRun) await removeLeftovers(host.kv)
    },
  }
}
