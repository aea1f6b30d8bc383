import type { EventOf, EventType, Host, Plugin } from '#sdk'
import { variable } from '#sdk/variable'
import { findOffline } from './offline/offline.ts'
import { createPhone, type Phone, type PhoneAsked } from './phone.ts'
import { createSpeech, SpeechError } from './speech.ts'
import { ANNOUNCE, reached, type Said } from './stage/announce.ts'
import { chatSaid } from './stage/chat.ts'
import { type Asked, type Desk, FOLLOWS, openDesk } from './stage/desk.ts'
import type { Voice } from './stage/people.ts'
import { readStageSettings, type StageSettings } from './stage/settings.ts'

type Open = { readonly desk: Desk; readonly phone: Phone; readonly settings: StageSettings; readonly providers: () => Promise<unknown> }
let open: Open | undefined

export default {
  async start(host) {
    const settings = readStageSettings(host.settings, variable)
    if (!settings.isOn) return host.log.info('Speech is switched off')
    const offline = await findOffline({ voice: settings.offlineVoice, pitch: settings.offlinePitch })
    const speech = await createSpeech({ host, offline })
    open = { settings, desk: await openDesk({ host, settings, speech }), phone: createPhone(speech), providers: speech.status }
    speech.prepare(host.signal).catch((error: Error) => host.log.debug('Messages were not made ready', { why: error.message }))
  },
  on: {
    gift: (event) => announce(event, ANNOUNCE.gift),
    tip: (event) => announce(event, ANNOUNCE.tip),
    subscribe: (event) => announce(event, ANNOUNCE.subscribe),
    share: (event) => announce(event, ANNOUNCE.share),
    async follow(event, host) {
      await announce(event, ANNOUNCE.follow)
      const { desk, settings } = open ?? {}
      if (!settings?.followsEvery) return
      const count = await host.kv.sum(`${FOLLOWS}${event.sessionId}`, 1)
      await milestone(event, 'follow_count_hit', await desk?.follows.reach(event.sessionId, count, settings.followsEvery))
    },
    async like(event) {
      const { desk, settings } = open ?? {}
      const { sessionId, payload } = event
      const count = await desk?.likes.reach(sessionId, payload.totalLikeCount ?? 0, settings?.likesEvery ?? 0)
      await milestone(event, 'like_count_hit', count)
    },
    async chat(event) {
      const { desk, settings } = open ?? {}
      const said = settings && chatSaid(event, settings)
      if (!said || !desk?.people.mayChat(event.user.userId, settings.coolDownMs)) return
      await desk.announce([said], aboutOf(event))
    },
    chatDeleted: ({ payload }) => void open?.desk.retract({ userIds: payload.userIds, eventIds: payload.messageIds }),
    streamStart: ({ sessionId }) => open?.desk.begin(sessionId),
  },
  actions: {
    say: (asked: Asked) => desk().say(asked),
    test: (_, { settings }) => desk().say({ text: TEST[settings.language === 'en' ? 'en' : 'es'], priority: 'high' }),
    phone: (asked: PhoneAsked, { signal }: Host) => opened().phone(asked, signal),
    skip: () => desk().skip(),
    clear: () => desk().clear(),
    /** The panic button calls it. */
    stop: () => open?.desk.stop(),
    pause: () => desk().pause(),
    resume: () => desk().resume(),
    mute: () => desk().mute(),
    unmute: () => desk().unmute(),
    block: ({ userId }: { userId: string }) => desk().block(userId),
    unblock: ({ userId }: { userId: string }) => desk().people.unblock(userId),
    voice: ({ userId, ...voice }: Voice & { userId: string }) => desk().setVoice(userId, voice),
    history: () => desk().history.list(),
    status: async () => ({ ...desk().status(), blocked: desk().people.blocked(), providers: await open?.providers() }),
  },
} satisfies Plugin

const TEST = { es: 'Hola, esta es la voz de tus directos.', en: 'Hello, this is the voice of your lives.' }

async function announce<T extends EventType>(event: EventOf<T>, said: (event: EventOf<T>, settings: StageSettings) => readonly Said[]) {
  if (open?.settings.announces) await open.desk.announce(said(event, open.settings), aboutOf(event))
}

async function milestone(event: EventOf<'like' | 'follow'>, category: Parameters<typeof reached>[0], count: number | undefined) {
  if (count !== undefined && open?.settings.announces)
    await open.desk.announce([reached(category, count)], { key: `${category}:${event.sessionId}:${count}`, eventId: event.eventId })
}

const aboutOf = ({ eventId, user }: { eventId: string; user?: { userId: string } }) => ({ key: eventId, eventId, userId: user?.userId })

const desk = (): Desk => opened().desk

function opened(): Open {
  if (open) return open
  throw new SpeechError('nobody', 'Speech is switched off in the settings of this plugin, or by TTS_ENABLED')
}
