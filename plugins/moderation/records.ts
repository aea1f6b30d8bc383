import type { EventOf, Host } from '#sdk'
import { createDiary } from './diary.ts'
import type { Chat, Entry, Kept } from './entries.ts'
import { createHeld } from './held.ts'
import { createMutes } from './mutes.ts'
import { createSpoken } from './spoken.ts'
import { createWordLists } from './word-lists.ts'

/** All that moderation keeps over a restart, and what it tells the others. Pages are told how much there is, never what was said. */
export function createRecords() {
  const diary = createDiary()
  const held = createHeld()
  const mutes = createMutes()
  const spoken = createSpoken()
  const words = createWordLists()

  function tell(host: Host) {
    host.publish('state', { held: held.list().length, entries: diary.last(), muted: mutes.list().length }, { retain: true })
  }

  return {
    diary,
    held,
    mutes,
    spoken,
    words,
    tell,
    async open(host: Host): Promise<void> {
      await Promise.all([diary, held, mutes, words].map((part) => part.open(host.kv)))
      tell(host)
    },
    /** Somebody writes in a live. */
    async reach(host: Host, chat: Chat): Promise<void> {
      spoken.note(chat)
      await mutes.reach(host.kv, chat)
    },
    async endLive(host: Host, event: EventOf<'streamEnd'>): Promise<void> {
      spoken.end(event.sessionId)
      await mutes.end(host.kv, event)
      tell(host)
    },
    /** Adds a line to the log. Nobody waits for the disk. */
    note(host: Host, entry: Omit<Entry, 'id' | 'at'>): Entry {
      const added = diary.add({ ...entry, at: new Date().toISOString() })
      diary.save(host.kv).catch(() => host.log.warn('The moderation log could not be kept'))
      tell(host)
      return added
    },
    /** Whoever shows or speaks chats listens to chatDeleted, whoever deletes. */
    retract(host: Host, payload: { readonly messageIds: string[]; readonly userIds: string[] }): void {
      host.emit({ eventType: 'chatDeleted', payload })
      host.publish('retract', payload)
    },
    /** Through the door once more, as an event of ours, which is not looked at again. */
    letThrough(host: Host, { user, text }: Kept): void {
      host.emit({ eventType: 'chat', user, payload: { message: text } })
    },
  }
}

export type Records = ReturnType<typeof createRecords>
