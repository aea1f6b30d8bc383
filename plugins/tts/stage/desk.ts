import type { Host } from '#sdk'
import { wait } from '../chain-wait.ts'
import type { Speech, Spoken } from '../speech.ts'
import type { Said } from './announce.ts'
import { type Entry, type Kind, PRIORITIES } from './entry.ts'
import { openHistory } from './history.ts'
import { createLine } from './line.ts'
import { createMilestones } from './milestones.ts'
import { openOnce } from './once.ts'
import { openPeople, type Voice } from './people.ts'
import { createObsPlayer, createPagePlayer } from './player.ts'
import type { StageSettings } from './settings.ts'
import { createStage } from './stage.ts'
import { tipAudio } from './tip-audio.ts'

type Parts = {
  readonly host: Pick<Host, 'kv' | 'log' | 'blobs' | 'publish' | 'actions'>
  readonly settings: StageSettings
  readonly speech: Pick<Speech, 'say'>
  readonly now?: () => number
}

/** Before the id of a live: how many began to follow in it. */
export const FOLLOWS = 'follows:'

/** What somebody asks to be said. */
export type Asked = {
  readonly text: string
  readonly voice?: string
  readonly provider?: string
  readonly language?: string
  readonly priority?: keyof typeof PRIORITIES
  /** The chat that it answers, and its viewer: it goes with them. */
  readonly eventId?: string
  readonly userId?: string
}

/** An event that something is said of. */
type About = { readonly key: string; readonly userId?: string | undefined; readonly eventId: string }

/** By what it can be taken back. */
type Whose = { readonly kind: Kind; readonly userId?: string | undefined; readonly eventId?: string | undefined }

/** Everything about what is heard: the line, who is in it, what was said. What must outlive a restart is kept: mute, pause, lists of viewers, history. */
export async function openDesk({ host, settings, speech, now = Date.now }: Parts) {
  const { kv, log, actions } = host
  const line = createLine<Entry>({ max: settings.waitingMax, maxAgeMs: settings.maxAgeMs, now })
  const [once, people, history] = await Promise.all([openOnce(kv), openPeople(kv, now), openHistory(kv)])
  const { volume, captions } = settings
  const player =
    settings.playIn === 'obs' ? createObsPlayer({ actions, files: Deno, volume }) : createPagePlayer({ host, volume, captions, wait })
  const onSpoken = (spoken: Spoken, entry: Entry) => {
    const audio = settings.tipAudio ? tipAudio(spoken, entry) : undefined
    if (audio) host.publish('chatbot.audio', audio)
  }
  const stage = createStage({ ...settings, line, speech, player, history, onSpoken, wait, now, log })
  let isMuted = (await kv.get('muted')) === true
  let count = 0
  /** What is being noted as taken in, and is not in line yet. */
  const coming = new Set<{ readonly of: About; readonly said: readonly Said[] }>()
  if ((await kv.get('paused')) === true) stage.pause()

  function put(
    said: Said | { readonly kind: Kind; readonly rank: number; readonly utterance: Entry['utterance'] },
    of: Partial<About> = {},
  ): void {
    count += 1
    const { userId, eventId } = of
    // An answer to a viewer has not that viewer's voice.
    const utterance = { ...(said.kind !== 'said' && people.voiceOf(userId)), ...said.utterance }
    const dropped = line.push({
      ...said,
      utterance,
      id: `${now()}-${count}`,
      at: now(),
      ...(userId && { userId }),
      ...(eventId && { eventId }),
    })
    if (dropped) log.debug('More is to be said than fits; the least urgent was dropped', { kind: dropped.kind })
    stage.goOn()
  }

  /** Takes away what fits, also what is not in line yet, and answers how many. */
  function drop(fits: (one: Whose) => boolean): number {
    let count = stage.drop(fits)
    for (const one of coming) if (one.said.some(({ kind }) => fits({ ...one.of, kind })) && coming.delete(one)) count += one.said.length
    return count
  }

  function forget(): number {
    const waited = line.drop(() => true) + coming.size
    coming.clear()
    return waited
  }

  function stop(): void {
    forget()
    stage.skip()
  }

  async function keep(name: string, value: boolean): Promise<void> {
    await kv.set(name, value)
  }

  return {
    people,
    likes: createMilestones(kv, 'likes'),
    follows: createMilestones(kv, 'follows'),
    history,
    /** Says what there is to say of an event, unless it was said before, or nothing is to be said of its viewer. */
    async announce(said: readonly Said[], of: About): Promise<void> {
      if (said.length === 0 || isMuted || people.isBlocked(of.userId)) return
      const one = { of, said }
      coming.add(one)
      const isFirst = await once.isFirst(of.key).catch((error) => {
        coming.delete(one)
        throw error
      })
      // Nobody wants it any more: it was taken back, or all is silent.
      if (!coming.delete(one) || !isFirst) return
      for (const each of said) put(each, of)
    },
    say({ text, priority = 'normal', eventId, userId, ...how }: Asked): void {
      if (isMuted || people.isBlocked(userId)) return
      put(
        { kind: 'said', rank: PRIORITIES[priority], utterance: { ...how, text } },
        { ...(eventId && { eventId }), ...(userId && { userId }) },
      )
    },
    /** Another live: what was counted and said before is of no interest any more. */
    async begin(sessionId: string): Promise<void> {
      const old = (await kv.list(FOLLOWS)).filter((key) => key !== FOLLOWS + sessionId)
      await Promise.all([history.forget(), ...old.map((key) => kv.delete(key))])
    },
    skip: stage.skip,
    stop,
    clear: forget,
    async pause() {
      stage.pause()
      await keep('paused', true)
    },
    async resume() {
      stage.resume()
      await keep('paused', false)
    },
    /** Nothing is said any more, and nothing waits for later. */
    async mute() {
      isMuted = true
      stop()
      await keep('muted', true)
    },
    async unmute() {
      isMuted = false
      await keep('muted', false)
    },
    /** What a viewer said, or these events, is not to be heard after all, nor what was answered. */
    retract: ({ userIds, eventIds }: { readonly userIds: readonly string[]; readonly eventIds: readonly string[] }) =>
      drop(
        ({ kind, userId = '', eventId = '' }) =>
          (kind === 'chat' || kind === 'said') && (userIds.includes(userId) || eventIds.includes(eventId)),
      ),
    async block(userId: string) {
      await people.block(userId)
      drop((entry) => entry.userId === userId)
    },
    setVoice: (userId: string, voice: Voice) => people.setVoice(userId, Object.keys(voice).length > 0 ? voice : undefined),
    status: () => ({
      state: isMuted ? ('muted' as const) : stage.state(),
      waiting: line.list().map(({ kind, rank, at }) => ({ kind, rank, at })),
    }),
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
