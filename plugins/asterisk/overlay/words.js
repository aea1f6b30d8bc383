// @ts-check
/** @type {Record<'en' | 'es', Record<string, string>>} */
export const WORDS = {
  en: {
    ...{ title: 'Phone calls', ready: 'Asterisk is there', dry: 'Dry run: nobody is called' },
    ...{ all: 'Calls are taken and made', 'api-only': 'Calls are only taken', 'workers-only': 'Calls are only made', stopped: 'Stopped' },
    ...{
      priority: 'waiting, high',
      normal: 'waiting',
      processing: 'calling now',
      completed: 'completed',
      failed: 'failed',
      total: 'in the last hour',
    },
    ...{ results: 'results', average: 'seconds a call', success: 'went well', queued: 'waiting' },
    ...{ workers: 'Workers', total_workers: 'in all', active: 'active', inactive: 'inactive', idle: 'idle', done: 'calls' },
    ...{ recent: 'Latest calls', nothing: 'No calls yet', completed_one: 'completed', failed_one: 'failed' },
  },
  es: {
    ...{ title: 'Llamadas', ready: 'Asterisk está conectado', dry: 'Prueba: no se llama a nadie' },
    ...{
      all: 'Se aceptan y se hacen llamadas',
      'api-only': 'Solo se aceptan llamadas',
      'workers-only': 'Solo se hacen llamadas',
      stopped: 'Detenido',
    },
    ...{
      priority: 'en espera, prioritarias',
      normal: 'en espera',
      processing: 'llamando ahora',
      completed: 'completadas',
      failed: 'fallidas',
      total: 'en la última hora',
    },
    ...{ results: 'resultados', average: 'segundos por llamada', success: 'salieron bien', queued: 'en espera' },
    ...{ workers: 'Trabajadores', total_workers: 'en total', active: 'activos', inactive: 'inactivos', idle: 'libre', done: 'llamadas' },
    ...{ recent: 'Últimas llamadas', nothing: 'Todavía no hay llamadas', completed_one: 'completada', failed_one: 'fallida' },
  },
}

/** How long ago, as short as it gets: 5 s, 3 min. @param {number} ms @param {'en' | 'es'} language */
export function ago(ms, language) {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [value, unit] =
    seconds < 60 ? /** @type {const} */ ([seconds, 'second']) : /** @type {const} */ ([Math.round(seconds / 60), 'minute'])
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
}
