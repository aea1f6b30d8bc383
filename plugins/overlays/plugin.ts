import type { Plugin } from '#sdk'
import { type Animations, openAnimations, type Wanted } from './animations/animations.ts'
import { answerAnimations } from './animations/routes.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage | undefined
let animations: Animations

export default {
  async start(host) {
    animations = await openAnimations(host)
    stage = await openStage(host)
  },
  on: {
    chat: (event) => stage?.chat(event),
    chatDeleted: ({ seqNo, payload: { messageIds = [], userIds = [] } }) => stage?.retract({ seqNo, ids: messageIds, userIds }),
    gift(event) {
      animations.event(event)
      stage?.count(event)
    },
    tip(event) {
      animations.event(event)
      stage?.count(event)
    },
    custom: (event) => stage?.takeBack(event),
    subscribe(event) {
      animations.event(event)
      stage?.count(event)
    },
    follow(event) {
      animations.event(event)
      stage?.count(event)
    },
    share: (event) => stage?.count(event),
    like(event) {
      animations.event(event)
      stage?.count(event)
    },
    join: (event) => stage?.watched(event, event.payload.viewerCount),
    viewerCount: (event) => stage?.watched(event, event.payload.viewerCount),
    streamStart: (event) => animations.begin(event),
    streamEnd: (event) => stage?.ended(event),
  },
  actions: {
    credits: ({ action }: { action: 'roll' | 'stop' }) => (action === 'roll' ? stage?.roll() : stage?.stopCredits()),
    show: (line: { text: string; seconds?: number }) => stage?.ticker(line),
    leaderboard: ({ reset }: { reset: boolean }) => (reset ? stage?.resetBoards() : undefined),
    retract: (what: { ids?: string[]; userIds?: string[] }) => stage?.retract(what),
    clear: () => stage?.clear(),
    animate: (wanted: Wanted) => animations.trigger(wanted).id,
    picture: async ({ url }: { url: string }) => ({ url: await stage?.picture(url) }),
  },
  fetch: (request) => answerAnimations(request, animations),
  stop: () => stage?.close(),
} satisfies Plugin
