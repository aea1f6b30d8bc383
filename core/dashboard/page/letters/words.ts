type Words = {
  readonly none: string
  readonly noMatch: string
  readonly plugin: string
  readonly type: string
  readonly since: string
  readonly any: string
  readonly found: (count: string) => string
  readonly retry: string
  readonly retryAll: string
  readonly discard: string
  readonly discardAll: string
  readonly discardTitle: (count: string) => string
  readonly discardText: string
  readonly retried: (count: string) => string
  readonly kept: (count: string, why: string) => string
  readonly discarded: string
  readonly discardedAll: (count: string) => string
  readonly tried: (count: string) => string
  readonly attempt: (number: number, took: string) => string
  readonly gone: string
  readonly whole: string
  readonly more: string
  readonly advice: Record<Why, string>
}

/** What kind of failure it was, as far as its sentence says. */
export type Why = 'time' | 'crash' | 'network' | 'permission' | 'cleared' | 'plugin'

export const en: Words = {
  none: 'Nothing was given up. What a plugin cannot do after all its tries is kept here, so that nothing is lost.',
  noMatch: 'Nothing fits.',
  plugin: 'Plugin',
  type: 'Event',
  since: 'Since',
  any: 'All',
  found: (count) => `Found: ${count}`,
  retry: 'Try again',
  retryAll: 'Try all again',
  discard: 'Discard',
  discardAll: 'Discard all',
  discardTitle: (count) => `Discard ${count} for good?`,
  discardText: 'Gifts and tips are among what stands here. What is discarded is never tried again.',
  retried: (count) => `Tried again: ${count}`,
  kept: (count, why) => `Not tried again: ${count}. ${why}`,
  discarded: 'Discarded',
  discardedAll: (count) => `Discarded: ${count}`,
  tried: (count) => `Tries: ${count}`,
  attempt: (number, took) => `Try ${number}, after ${took}`,
  gone: 'The event is damaged, or no longer kept.',
  whole: 'What became of it',
  more: 'Show more',
  advice: {
    time: 'The plugin did not answer in time. If what it talks to is slow, try again later.',
    crash: 'The plugin crashed. Its log says where; a new version may be needed.',
    network: 'The plugin could not reach what it talks to. Is it on, and is its address right?',
    permission: 'The plugin lacks a permission. Look at what it asks for on its page.',
    cleared: 'Somebody emptied the queue while this was still owed.',
    plugin: 'The plugin itself reported a failure.',
  },
}

export const es: Words = {
  none: 'Nada fue abandonado. Lo que un plugin no logra tras todos sus intentos se guarda aquí, para que nada se pierda.',
  noMatch: 'Nada coincide.',
  plugin: 'Plugin',
  type: 'Evento',
  since: 'Desde',
  any: 'Todos',
  found: (count) => `Encontrados: ${count}`,
  retry: 'Reintentar',
  retryAll: 'Reintentar todo',
  discard: 'Descartar',
  discardAll: 'Descartar todo',
  discardTitle: (count) => `¿Descartar ${count} para siempre?`,
  discardText: 'Aquí también hay regalos y propinas. Lo que se descarta no se intenta nunca más.',
  retried: (count) => `Se reintentan: ${count}`,
  kept: (count, why) => `No se reintentan: ${count}. ${why}`,
  discarded: 'Descartado',
  discardedAll: (count) => `Descartados: ${count}`,
  tried: (count) => `Intentos: ${count}`,
  attempt: (number, took) => `Intento ${number}, tras ${took}`,
  gone: 'El evento está dañado o ya no se guarda.',
  whole: 'Qué pasó con él',
  more: 'Mostrar más',
  advice: {
    time: 'El plugin no respondió a tiempo. Si aquello con lo que habla es lento, reintenta más tarde.',
    crash: 'El plugin se cayó. Su registro dice dónde; quizá haga falta otra versión.',
    network: 'El plugin no pudo conectarse. ¿Está encendido el otro lado y es correcta su dirección?',
    permission: 'Al plugin le falta un permiso. Mira qué pide en su página.',
    cleared: 'Alguien vació la cola cuando esto aún se debía.',
    plugin: 'El propio plugin informó de un fallo.',
  },
}
