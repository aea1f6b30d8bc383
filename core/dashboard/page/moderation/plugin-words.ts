import type { ActionView } from '../../../../schemas/types.ts'
import type { Language } from '../words/language.ts'

/** Why moderation hid or keeps a chat, in Spanish; the plugin's own sentence is English. */
const REASONS: Readonly<Record<string, string>> = {
  'A severe word': 'Una palabra grave',
  'A strong word': 'Una palabra fuerte',
  'A mild word': 'Una palabra malsonante',
  'A blocked word': 'Una palabra bloqueada',
  'A name with a severe word': 'Un nombre con una palabra grave',
  'A name with a strong word': 'Un nombre con una palabra fuerte',
  'A name with a mild word': 'Un nombre con una palabra malsonante',
  'A name with a blocked word': 'Un nombre con una palabra bloqueada',
  'A phone number or an address': 'Un teléfono o una dirección',
  'A link': 'Un enlace',
  'Marks in heaps, or turned text': 'Signos amontonados o texto del revés',
  Shouted: 'A gritos',
  'The same again and again': 'Lo mismo una y otra vez',
  'Too many emoji': 'Demasiados emojis',
  'Too many messages': 'Demasiados mensajes',
  'Said before': 'Ya se ha dicho',
}

/** What can be done with a person, by the id of the action. */
const DEEDS: Readonly<Record<string, string>> = {
  'ai-chat.ask': 'Probar una persona de la IA: responde aquí y no enseña nada en el directo',
  'moderation.mute': 'Silenciar, en este directo o para siempre, y quitar lo que dijo',
  'moderation.unmute': 'Dejar que se le vea otra vez',
  'tts.block': 'No leer nada más de esta persona',
  'tts.unblock': 'Volver a leer lo de esta persona',
  'tts.voice': 'Darle una voz; sin ninguna, la de todos',
}

/** Why moderation hid it, in the page's language; what it has no words for, as the plugin says it. */
export const reasonIn = (why: string, language: Language) => (language === 'es' ? REASONS[why] : undefined) ?? why

/** What an action does with a person, in the page's language; else what its plugin says of it, or its id. */
export function deedIn({ id, description }: ActionView, language: Language): string {
  return (language === 'es' ? DEEDS[id] : undefined) ?? (description || id)
}
