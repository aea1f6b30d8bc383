import type { Host } from '#sdk'
import type { Clock } from '#sdk/clock'
import { createDeeds } from './deeds.ts'
import { createStage } from './effects/stage.ts'
import { createTexts } from './inputs/text.ts'
import { createLink, type LinkState } from './link/link.ts'
import type { Ask } from './link/requests.ts'
import { checkedFile, readyMediaSource } from './media/media-source.ts'
import { createPlayer, type Play } from './media/player.ts'
import { createRules } from './rules/rules.ts'
import type { ObsSettings } from './settings.ts'

type Parts = { readonly host: Host; readonly settings: ObsSettings; readonly clock: Clock; readonly wallTime: () => number }

/** What pages and people are told of the line to OBS. */
export type Status = LinkState & { readonly scene?: string }

export type Studio = ReturnType<typeof createStudio>

/** OBS with all that is done in it, behind a line that comes and goes. */
export function createStudio({ host, settings, clock, wallTime }: Parts) {
  const ask: Ask = (type, data) => link.ask(type, data)
  const warn = (error: unknown) => host.log.warn(error instanceof Error ? error.message : String(error))
  const stage = createStage({ ask, kv: host.kv, clock, onScene: tell, onFault: warn })
  const texts = createTexts({ ask, clock })
  const player = createPlayer({
    ask,
    askAll: (requests) => link.askAll(requests),
    clock,
    ready: () => readyMediaSource({ ask, inputName: settings.mediaInput, scene: stage.sceneNow }),
  })
  const link = createLink({
    address: settings,
    clock,
    told: { ...stage.told, ...player.told },
    async onReady(through) {
      texts.forget()
      await stage.follow(through)
    },
    onState(state) {
      if (state.state !== 'ready') player.abandon()
      logChange(state)
      tell()
    },
  })
  let logged = ''

  /** Each change once: a try that fails as the one before did is no news. */
  function logChange(state: LinkState) {
    const sentence = sentenceOf(state)
    if (sentence === undefined || sentence === logged) return
    logged = sentence
    if (state.state === 'refused') host.log.warn(sentence)
    else host.log.info(sentence)
  }

  function status(): Status {
    const scene = stage.scene()
    return { ...link.state(), ...(link.state().state === 'ready' && scene && { scene }) }
  }

  function tell() {
    host.publish('state', status(), { retain: true })
  }

  async function play(what: Play) {
    return player.play(what.file === undefined ? what : { ...what, file: checkedFile(what.file) })
  }

  return {
    ask,
    apart: link.apart,
    connect: link.connect,
    status,
    stage,
    texts,
    play,
    stopMedia: (input = settings.mediaInput) => player.stop(input),
    settings,
    onEvent: createRules({
      host,
      settings,
      clock,
      wallTime,
      deeds: createDeeds({ stage, play, write: texts.write }),
    }),
    /** What was begun is cut off, and what was there before it comes back. */
    async clear(): Promise<void> {
      await Promise.allSettled([stage.end(), player.stop(settings.mediaInput)])
    },
    async stop(): Promise<void> {
      if (link.state().state === 'ready') await stage.end()
      link.stop()
    },
  }
}

function sentenceOf(state: LinkState): string | undefined {
  if (state.state === 'ready') return `OBS ${state.obsVersion} is there`
  return 'sentence' in state ? state.sentence : undefined
}
