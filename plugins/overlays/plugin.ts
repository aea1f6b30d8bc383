import type { Plugin } from '#sdk'
import { openStage, type Stage } from './stage.ts'

let stage: Stage | undefined

export default {
  async start(host) {
    stage = await openStage(host)
  },
  on: {
    chat: (event) => stage?.chat(event),
    chatDeleted: ({ seqNo, payload: { messageIds = [], userIds = [] } }) => stage?.retract({ seqNo, ids: messageIds, userIds }),
    gift: (event) => stage?.count(event),
    tip: (event) => stage?.count(event),
    subscribe: (event) => stage?.count(event),
    follow: (event) => stage?.count(event),
    share: (event) => stage?.count(event),
    like: (event) => stage?.count(event),
    join: (event) => stage?.watched(event, event.payload.viewerCount),
    viewerCount: (event) => stage?.watched(event, event.payload.viewerCount),
    streamEnd: (event) => stage?.ended(event),
  },
  actions: {
    credits: ({ action }: { action: 'roll' | 'stop' }) => (action === 'roll' ? stage?.roll() : stage?.stopCredits()),
    show: (line: { text: string; seconds?: number }) => stage?.ticker(line),
    leaderboard: ({ reset }: { reset: boolean }) => (reset ? stage?.resetBoards() : undefined),
    retract: (what: { ids?: string[]; userIds?: string[] }) => stage?.retract(what),
    clear: () => stage?.clear(),
    picture: async ({ url }: { url: string }) => ({ url: await stage?.picture(url) }),
  },
  stop: () => stage?.close(),
} satisfies Plugin
