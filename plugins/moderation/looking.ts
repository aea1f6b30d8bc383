import type { Host, Verdict } from '#sdk'
import { type Chat, keptOf, textOf } from './entries.ts'
import { createCrowd } from './filters/crowd.ts'
import { createJudge, type Finding, type Judge } from './judge.ts'
import { muteFor } from './moderators.ts'
import { askProvider } from './provider.ts'
import type { Records } from './records.ts'
import { type ModerationSettings, readSettings } from './settings.ts'

const CROWD_REASONS = { flood: 'Too many messages', repeat: 'Said before' } as const

/** Looks at each chat before others get it, and does what its settings say with what it finds. */
export function createLooking({ records, env }: { readonly records: Records; readonly env: (name: string) => string | undefined }) {
  const crowd = createCrowd()
  let settings: ModerationSettings
  let judge: Judge

  function read(host: Host) {
    settings = readSettings(host.settings, env)
    judge = createJudge(settings, records.words.read())
    // The first look at anything compiles the lists, and no viewer should wait for that.
    judge.text('hola')
  }

  function isExempt({ user }: Chat): boolean {
    const { exemptModerators, exemptFriends, exemptHandles } = settings
    const isKnown = (exemptModerators && user.isModerator === true) || (exemptFriends && user.isFriend === true)
    return isKnown || exemptHandles.includes(user.uniqueId.toLowerCase())
  }

  /** Where nothing of a name can be said aloud, speech and games call the viewer by the handle. */
  function calledBadly({ user: { displayName, safeName } }: Chat): Finding | undefined {
    return judge.name(displayName) ?? (safeName === displayName ? undefined : judge.name(safeName))
  }

  function inCrowd({ eventId, user, payload, timestamp }: Chat): Finding | undefined {
    const { floodCount, floodSeconds, repeatCount, repeatSeconds, raidCount } = settings
    const limits = { floodCount, floodMs: floodSeconds * 1000, repeatCount, repeatMs: repeatSeconds * 1000, raidCount }
    const filter = crowd.judge({ eventId, userId: user.userId, text: textOf(payload), at: Date.parse(timestamp) }, limits)
    return filter && settings.deeds[filter] !== 'off' ? { filter, reason: CROWD_REASONS[filter] } : undefined
  }

  async function fromProvider(text: string): Promise<Finding | undefined> {
    const isOn = text !== '' && settings.provider.isOn && settings.deeds.provider !== 'off'
    const category = isOn ? await askProvider(settings.provider, text) : undefined
    return category === undefined ? undefined : { filter: 'provider', reason: `OpenAI: ${category}` }
  }

  async function act(chat: Chat, { filter, reason }: Finding, host: Host): Promise<Verdict> {
    const deed = settings.deeds[filter]
    const kept = keptOf(chat)
    const { streamId, sessionId } = chat
    const { id } = records.note(host, { what: deed === 'hold' ? 'held' : 'hidden', why: reason, chat: kept })
    if (deed === 'hold') await records.held.add(host.kv, { ...kept, id, why: reason })
    if (deed === 'mute')
      await muteFor(records, host, { userId: kept.user.userId, name: kept.user.safeName, until: 'live', live: { streamId, sessionId } })
    records.tell(host)
    return { hide: reason }
  }

  return {
    /** Before anything is looked at, and when words have changed. */
    read,
    async look(chat: Chat, host: Host): Promise<Verdict> {
      if (!settings.enabled) return undefined
      await records.reach(host, chat)
      if (records.mutes.has(chat.user.userId)) return { hide: 'Its viewer is muted' }
      if (isExempt(chat)) return undefined
      const text = textOf(chat.payload)
      const finding = judge.text(text) ?? calledBadly(chat) ?? inCrowd(chat) ?? (await fromProvider(text))
      return finding && act(chat, finding, host)
    },
    /** For who asks about words of his own, such as the answer of an AI, or the name on a card. */
    async check({
      text = '',
      name = '',
    }: {
      readonly text?: string
      readonly name?: string
    }): Promise<{ readonly ok: boolean } & Partial<Finding>> {
      if (!settings.enabled) return { ok: true }
      const finding = judge.text(text) ?? judge.name(name) ?? (await fromProvider(text))
      return { ok: finding === undefined, ...finding }
    },
  }
}
