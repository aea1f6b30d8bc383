import type { Host } from '#sdk'
import type { Asked } from './answer/compose.ts'
import type { Bubble } from './bubble.ts'
import type { Persona } from './personas/persona.ts'
import type { Settings } from './settings.ts'

/** Where answers go: the page, the sockets of /streaming, and speech where it is wanted and there. */
export function createStage(host: Pick<Host, 'publish' | 'actions' | 'log'>, { page, speaks }: Pick<Settings, 'page' | 'speaks'>) {
  let hasSaid = false
  const show = (bubble: Bubble) => host.publish('answers', bubble)

  function speak(text: string, { voice, language }: Persona, { eventId, userId }: Asked) {
    const how = { ...(voice && { voice }), ...(language && { language }), eventId, ...(userId && { userId }) }
    host.actions.call('tts.say', { text, ...how }).catch((error: unknown) => {
      if (!hasSaid) host.log.warn('Answers are not spoken', { error: error instanceof Error ? error.message : 'unknown' })
      hasSaid = true
    })
  }

  return {
    thinking(persona: Persona, { eventId }: Asked): void {
      show({ state: 'thinking', id: eventId, persona: persona.name })
    },
    said(persona: Persona, asked: Asked, text: string): void {
      const { eventId, viewer, sessionId } = asked
      show({ state: 'said', id: eventId, persona: persona.name, viewer, text, ...page })
      const response = { sessionId, personaName: persona.name, responseText: text, senderName: viewer, messageId: eventId }
      host.publish('chatbot.response', response)
      if (speaks) speak(text, persona, asked)
    },
    gone: (id: string) => show({ state: 'gone', id }),
  }
}
