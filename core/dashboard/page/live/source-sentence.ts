import type { SourceState } from '../../../../schemas/types.ts'
import type { Language } from '../words/language.ts'

/** What the connection says in Spanish; the host's own sentence is English. */
const WAITING: Readonly<Record<NonNullable<SourceState['reason']>, (name: string) => string>> = {
  offline: (name) => `${name} aún no está en directo; Showrunner sigue mirando`,
  ended: (name) => `El directo de ${name} ha terminado; Showrunner espera el siguiente`,
  notFound: (name) => `TikTok no conoce ninguna cuenta ${name}; revisa cómo se escribe`,
  rateLimited: () => 'El servidor de firmas no permite más conexiones por ahora; Showrunner espera',
  premium: () => 'El servidor de firmas pide un plan de pago o una clave (SIGN_API_KEY)',
  signServer: () => 'El servidor de firmas no pudo ayudar',
  refused: () => 'TikTok rechazó la conexión',
  blocked: (name) => `TikTok no mostró la página de ${name}; puede que pida un captcha a esta red`,
  network: () => 'No se puede llegar a TikTok; comprueba tu conexión a internet',
  lost: () => 'Se perdió la conexión; Showrunner vuelve a conectar solo',
  silent: () => 'TikTok no envía nada desde hace un rato; Showrunner vuelve a conectar solo',
}

const STATES: Readonly<Record<Exclude<SourceState['state'], 'waiting'>, (name: string) => string>> = {
  idle: (name) => `Sin conexión con ${name}`,
  connecting: (name) => `Buscando el directo de ${name}`,
  connected: (name) => `En el directo de ${name}`,
  ended: (name) => `Desconectado de ${name}`,
  failed: (name) => `Showrunner ha dejado de intentarlo con ${name}; el motivo está en el registro`,
}

/** How the connection is, in the page's language; when to look next is said beside it. */
export function sourceSentence({ kind, state, reason, streamId = '', detail }: SourceState, language: Language): string {
  if (language !== 'es') return detail
  if (kind === 'simulator' && state === 'connected') return 'Es un directo inventado; pon tu usuario de TikTok para ver el tuyo'
  if (kind !== 'tiktok') return detail
  const said = state === 'waiting' ? reason && WAITING[reason] : STATES[state]
  return said?.(`@${streamId.slice(streamId.indexOf(':') + 1)}`) ?? detail
}
