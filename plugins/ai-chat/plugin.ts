import type { EventOf, Host, Plugin } from '#sdk'
import { variable } from '#sdk/variable'
import { chatOf, chatOfProgram } from './chat-of.ts'
import type { Chat } from './desk.ts'
import { type ChatParts, createParts } from './parts.ts'
import { readSettings } from './settings.ts'
import type { TryOut } from './try-out.ts'

let parts: Promise<ChatParts> | undefined

/** Made when first asked for, because a plugin may be handed an event as soon as it starts. */
function partsOf(host: Host): Promise<ChatParts> {
  parts ??= createParts(host, readSettings(host.settings, variable))
  return parts
}

async function answer(chat: Chat | undefined, host: Host, signal: AbortSignal): Promise<void> {
  if (!chat) return
  const { desk, status } = await partsOf(host)
  status.seen(chat.sessionId)
  if (await desk.handle(chat, signal)) await status.publish()
}

async function mute(persona: string, isMuted: boolean, host: Host) {
  const { mutes, settings, status } = await partsOf(host)
  if (!settings.personas.some(({ name }) => name === persona))
    throw new TypeError(`There is no persona "${persona}"; see the settings of AI chat`)
  await mutes.set(persona, isMuted)
  await status.publish()
  return { muted: mutes.list() }
}

export default {
  async start(host) {
    const { settings, budget, status } = await partsOf(host)
    if (settings.problem) host.log.info(settings.problem)
    await budget.tidy()
    await status.publish()
  },
  on: {
    async chat(event, host, { redelivered, signal }) {
      // Whoever was answered before a crash is not to be answered twice.
      if (!redelivered) await answer(chatOf(event, (await partsOf(host)).settings.who), host, signal)
    },
    async custom(event, host, { redelivered, signal }) {
      if (!redelivered) await answer(chatOfProgram(event), host, signal)
    },
    async chatDeleted({ payload }: EventOf<'chatDeleted'>, host) {
      ;(await partsOf(host)).desk.retract(payload.messageIds, payload.userIds)
    },
    async streamEnd({ sessionId }, host) {
      ;(await partsOf(host)).memory.endOf(sessionId)
    },
  },
  actions: {
    ask: async (input: TryOut, host) => (await partsOf(host)).tryOut(input),
    mute: ({ persona }: { persona: string }, host) => mute(persona, true, host),
    /** The panic button calls it. */
    stop: async (_: object, host) => (await partsOf(host)).desk.stop(),
    unmute: ({ persona }: { persona: string }, host) => mute(persona, false, host),
    async clearMemory(_: object, host) {
      const { memory, status } = await partsOf(host)
      const exchanges = memory.exchanges()
      memory.clear()
      await status.publish()
      return { forgotten: exchanges }
    },
    status: async (_: object, host) => (await partsOf(host)).status.read(),
  },
} satisfies Plugin
