import type { Asked, Composed, createCompose } from './answer/compose.ts'
import type { createCoolDown } from './live/cool-down.ts'
import type { createMemory } from './live/memory.ts'
import type { createMutes } from './live/mutes.ts'
import type { createQueue } from './live/queue.ts'
import { type Choice, choosePersona } from './personas/choose.ts'
import type { Settings } from './settings.ts'
import type { createStage } from './stage.ts'

/** A chat that may be for a persona. */
export type Chat = Asked & {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Why a chat that was for a persona got no answer. */
export type Silence =
  | Exclude<Composed, { readonly text: string }>['silent']
  | 'muted'
  | 'old'
  | 'viewer'
  | 'everybody'
  | 'dropped'
  | 'deleted'

type Parts = {
  readonly settings: Pick<Settings, 'personas' | 'maxAgeMs' | 'isOff'>
  readonly compose: ReturnType<typeof createCompose>
  readonly memory: ReturnType<typeof createMemory>
  readonly mutes: Awaited<ReturnType<typeof createMutes>>
  readonly coolDown: ReturnType<typeof createCoolDown>
  readonly queue: ReturnType<typeof createQueue>
  readonly stage: ReturnType<typeof createStage>
  readonly now: () => number
  /** Told how each ended. */
  readonly ended: (how: 'said' | Silence) => void
}

/** Answers that were shown and may be taken back. */
const MAX_SHOWN = 200
/** Below the manifest's timeoutMs: whatever is slow, a delivery never fails for it. */
const LONGEST_MS = 50_000

/** Takes a chat to the persona that is meant, and its answer to the stage. Whatever goes wrong is silence. */
export function createDesk({ settings, compose, memory, mutes, coolDown, queue, stage, now, ended }: Parts) {
  /** Under way or shown, by the id of the chat. */
  const open = new Map<string, { readonly userId: string | undefined; readonly abort: AbortController }>()

  function admit({ persona }: Choice, { at, userId }: Chat): Silence | undefined {
    if (mutes.has(persona.name)) return 'muted'
    if (now() - at > settings.maxAgeMs) return 'old'
    const turn = coolDown.take(userId)
    return turn === 'taken' ? undefined : turn
  }

  async function answer(choice: Choice, chat: Chat, signal: AbortSignal): Promise<'said' | Silence> {
    if (signal.aborted) return 'deleted'
    if (mutes.has(choice.persona.name)) return 'muted'
    if (now() - chat.at > settings.maxAgeMs) return 'old'
    let thinks = false
    const begun = () => {
      if (!thinks) stage.thinking(choice.persona, chat)
      thinks = true
    }
    let isSaid = false
    try {
      const composed = await compose(choice, chat, { signal, begun })
      if ('silent' in composed) return composed.silent
      if (signal.aborted) return 'deleted'
      // Somebody may have had enough of it while it thought.
      if (mutes.has(choice.persona.name)) return 'muted'
      isSaid = true
      stage.said(choice.persona, chat, composed.text)
      remember(choice, chat, composed)
      return 'said'
    } finally {
      if (thinks && !isSaid) stage.gone(chat.eventId)
    }
  }

  function remember({ persona, question }: Choice, chat: Chat, composed: Exclude<Composed, { readonly silent: string }>) {
    if (!composed.model) return
    const { eventId, userId, viewer, sessionId } = chat
    memory.keep(sessionId, persona.name, {
      eventId,
      viewer,
      says: question,
      answer: composed.answer,
      ...(userId !== undefined && { userId }),
    })
  }

  async function run(choice: Choice, chat: Chat, signal: AbortSignal): Promise<'said' | Silence> {
    const abort = new AbortController()
    const stop = () => abort.abort()
    signal.addEventListener('abort', stop, { once: true })
    open.set(chat.eventId, { userId: chat.userId, abort })
    for (const oldest of open.keys()) if (open.size > MAX_SHOWN) open.delete(oldest)
    const timer = setTimeout(stop, LONGEST_MS)
    let how: 'said' | Silence = 'failed'
    try {
      how = await queue.add(() => answer(choice, chat, abort.signal), abort.signal)
      return how
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      if (how !== 'said') open.delete(chat.eventId)
    }
  }

  function takeBack(isMeant: (id: string, userId: string | undefined) => boolean): void {
    for (const [id, { userId, abort }] of [...open]) {
      if (!isMeant(id, userId)) continue
      abort.abort()
      open.delete(id)
      stage.gone(id)
    }
  }

  return {
    /** Resolves when it is answered, or will not be; to false when nobody was meant. */
    async handle(chat: Chat, signal: AbortSignal): Promise<boolean> {
      if (settings.isOff || open.has(chat.eventId)) return false
      const choice = choosePersona(settings.personas, chat.text)
      if (!choice) return false
      ended(admit(choice, chat) ?? (await run(choice, chat, signal)))
      return true
    },
    /** Takes back what was said to deleted chats, and what would be. */
    retract(eventIds: readonly string[], userIds: readonly string[]): void {
      memory.forget(eventIds, userIds)
      takeBack((id, userId) => eventIds.includes(id) || (userId !== undefined && userIds.includes(userId)))
    },
    /** Takes back all that was said lately, and what would be. */
    stop: () => takeBack(() => true),
  }
}
