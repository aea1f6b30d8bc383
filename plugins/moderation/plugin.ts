import type { Plugin } from '#sdk'
import { createLooking } from './looking.ts'
import { createModerators } from './moderators.ts'
import type { Mute } from './mutes.ts'
import { createRecords } from './records.ts'

const records = createRecords()
const looking = createLooking({ records, env: (name) => globalThis.Deno?.env.get(name) })
const moderators = createModerators({ records, onWords: looking.read })

const LIST_MAX = 100

export default {
  async start(host) {
    await records.open(host)
    looking.read(host)
  },
  intercept: {
    chat: looking.look,
    question: looking.look,
  },
  on: {
    chatDeleted(event, host) {
      if (event.source === 'plugin') return
      host.publish('retract', event.payload)
      records.note(host, { what: 'deleted', why: 'By the platform' })
    },
    streamEnd: (event, host) => records.endLive(host, event),
  },
  actions: {
    check: (words: { text?: string; name?: string }) => looking.check(words),
    hide: (chat: { eventId: string; userId?: string }, host) => moderators.hide(host, chat),
    mute: ({ until = 'live', ...who }: Omit<Mute, 'until' | 'live'> & Partial<Pick<Mute, 'until'>>, host) =>
      moderators.mute(host, { ...who, until }),
    unmute: ({ userId }: { userId: string }, host) => moderators.unmute(host, userId),
    blockWord: ({ word }: { word: string }, host) => moderators.setWord(host, 'blockedWord', word),
    unblockWord: ({ word }: { word: string }, host) => moderators.setWord(host, 'unblockedWord', word),
    allowWord: ({ word }: { word: string }, host) => moderators.setWord(host, 'allowedWord', word),
    unallowWord: ({ word }: { word: string }, host) => moderators.setWord(host, 'unallowedWord', word),
    approve: ({ id }: { id: string }, host) => moderators.settle(host, id, 'approved'),
    reject: ({ id }: { id: string }, host) => moderators.settle(host, id, 'rejected'),
    undo: ({ id }: { id: string }, host) => moderators.undo(host, id),
    held: () => records.held.list(),
    log: ({ limit = LIST_MAX }: { limit?: number } = {}) => records.diary.list(Math.min(limit, LIST_MAX)),
    muted: () => records.mutes.list(),
    words: () => records.words.read(),
  },
} satisfies Plugin
