import type { AlertView } from '../../../../schemas/types.ts'
import type { Language } from '../words/language.ts'

/** What alerts say in Spanish, by the first part of their id; the host's own sentence is English. */
const SPANISH: Readonly<Record<string, (plugin: string) => string>> = {
  'lane-full': (plugin) => `La cola de ${plugin} está llena o casi llena`,
  'lane-paused': (plugin) => `La cola de ${plugin} está en pausa; sus eventos esperan`,
  breaker: (plugin) => `${plugin} falla a menudo y descansa; sus eventos esperan`,
  'source-silent': () => 'Hace rato que no llega ningún evento del directo',
  'source-failed': () => 'La conexión con el directo falló',
  disk: () => 'Queda poco espacio en el disco',
  'plugin-failed': (plugin) => `${plugin} falló`,
  'plugin-gone': (plugin) =>
    `La carpeta de ${plugin} ya no está, así que no funciona; sus eventos esperan a que vuelva, o showrunner plugin remove ${plugin} --purge`,
  'plugin-held': (plugin) => `${plugin} está retenido`,
  'plugin-quarantined': (plugin) => `${plugin} está en cuarentena; sus eventos se guardan`,
  'plugin-waiting-for-grant': (plugin) => `${plugin} espera tu permiso`,
  panic: () => 'Todo está parado; los eventos esperan',
}

/** An alert in the page's language. */
export function alertSentence({ id, sentence, plugin = '' }: AlertView, language: Language): string {
  const said = language === 'es' ? SPANISH[id.split(':')[0] ?? ''] : undefined
  return said ? said(plugin) : sentence
}
