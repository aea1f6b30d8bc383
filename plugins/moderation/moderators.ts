import type { Host } from '#sdk'
import type { Entry } from './entries.ts'
import type { Words } from './judge.ts'
import type { Mute } from './mutes.ts'
import type { Records } from './records.ts'

const UNTIL = { live: 'For this live', forever: 'For ever' } as const

/** Hides what a viewer says from now on, and takes back what was said. For a live: that in which the viewer wrote last, unless said. */
export async function muteFor(records: Records, host: Host, { userId, until, ...given }: Mute): Promise<void> {
  const { name, live } = { ...records.spoken.of(userId), ...given }
  const named = { userId, ...(name !== undefined && { name }) }
  await records.mutes.add(host.kv, { ...named, until, ...(until === 'live' && live && { live }) })
  records.retract(host, { messageIds: [], userIds: [userId] })
  records.note(host, { what: 'muted', why: UNTIL[until], user: named })
}

/** What moderators do. Rejects with a TypeError when what they mean is not there any more. */
export function createModerators({ records, onWords }: { readonly records: Records; readonly onWords: (host: Host) => void }) {
  const { held, diary, mutes, words } = records

  async function unmute(host: Host, userId: string): Promise<void> {
    await mutes.remove(host.kv, userId)
    records.note(host, { what: 'unmuted', user: { userId } })
  }

  async function setWord(host: Host, what: `${'' | 'un'}${'block' | 'allow'}edWord`, word: string): Promise<void> {
    const list: keyof Words = what.includes('block') ? 'block' : 'allow'
    await (what.startsWith('un') ? words.remove(host.kv, list, word) : words.add(host.kv, list, word))
    onWords(host)
    records.note(host, { what, word })
  }

  async function settle(host: Host, id: string, what: 'approved' | 'rejected'): Promise<void> {
    const chat = await held.take(host.kv, id)
    if (!chat) throw new TypeError(`No chat ${id} waits: somebody was faster, or a hundred others came`)
    if (what === 'approved') records.letThrough(host, chat)
    const { id: _, why, ...kept } = chat
    diary.undo(id)
    records.note(host, { what, why, chat: kept })
  }

  async function takeBack(host: Host, { id, what, chat, user, word }: Entry): Promise<void> {
    if (what === 'held') return settle(host, id, 'approved')
    if ((what === 'hidden' || what === 'rejected') && chat) records.letThrough(host, chat)
    if (what === 'muted' && user) return unmute(host, user.userId)
    if (what === 'blockedWord' && word !== undefined) return setWord(host, 'unblockedWord', word)
    if (what === 'allowedWord' && word !== undefined) return setWord(host, 'unallowedWord', word)
    records.note(host, { what: 'approved', ...(chat && { chat }) })
  }

  return {
    setWord,
    settle,
    unmute,
    mute: (host: Host, mute: Mute) => muteFor(records, host, mute),
    hide(host: Host, { eventId, userId }: { eventId: string; userId?: string }): void {
      records.retract(host, { messageIds: [eventId], userIds: [] })
      records.note(host, { what: 'retracted', ...(userId !== undefined && { user: { userId } }) })
    },
    /** Takes back what an entry of the log says was done; what was already shown or said cannot be. */
    async undo(host: Host, id: string): Promise<void> {
      const entry = diary.find(id)
      if (!entry || !CAN_BE_TAKEN_BACK.has(entry.what)) throw new TypeError(`Entry ${id} is not there any more, or cannot be taken back`)
      if (entry.undone) throw new TypeError(`Entry ${id} was taken back before`)
      diary.undo(id)
      await takeBack(host, entry)
    },
  }
}

const CAN_BE_TAKEN_BACK: ReadonlySet<Entry['what']> = new Set(['hidden', 'held', 'rejected', 'muted', 'blockedWord', 'allowedWord'])
