import type { AlertView } from '../../../../schemas/types.ts'
import type { Language } from '../words/language.ts'

/** What alerts say in Spanish, by the first part of their id; the host's own sentence is English. */
const SPANISH: Readonly<Record<string, (plugin: string) => string>> = {
  'lane-full': (plugin) => `La cola de ${plugin} está llena`,
  'lane-nearly-full': (plugin) => `La cola de ${plugin} está casi llena`,
  'lane-failing': (plugin) => `${plugin} falla a menudo`,
  'source-silent': () => 'Hace rato que no llega ningún evento del directo',
  'source-failed': () => 'La conexión con el directo falló',
  'disk-short': () => 'Queda poco espacio en el disco',
  'disk-full': () => 'El disco está lleno: solo se guarda lo que no puede perderse',
  quarantined: (plugin) => `${plugin} está en cuarentena; sus eventos se guardan`,
  'dead-letters': () => 'Hay entregas abandonadas',
  panic: () => 'Todo está parado',
}

/** An alert in the page's language. */
export function alertSentence({ id, sentence, plugin = '' }: AlertView, language: Language): string {
  const said = language === 'es' ? SPANISH[id.split(':')[0] ?? ''] : undefined
  return said ? said(plugin) : sentence
}
