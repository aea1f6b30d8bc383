import type { DeliveryView, QueueStatus } from '../../../../schemas/types.ts'

type Words = {
  readonly [K in
    | 'title'
    | 'all'
    | 'noLanes'
    | 'full'
    | 'nearlyFull'
    | 'paused'
    | 'panic'
    | 'broken'
    | 'running'
    | 'pause'
    | 'resume'
    | 'threads'
    | 'waiting'
    | 'inFlight'
    | 'oldest'
    | 'rate'
    | 'latency'
    | 'latencyIs'
    | 'success'
    | 'completed'
    | 'failed'
    | 'discarded'
    | 'dead'
    | 'retrying'
    | 'history'
    | 'hour'
    | 'day'
    | 'depthMax'
    | 'slow'
    | 'average'
    | 'noHistory'
    | 'byType'
    | 'type'
    | 'noTypes'
    | 'whyDiscarded'
    | 'reason'
    | 'count'
    | 'noDiscards'
    | 'back'
    | 'size'
    | 'letters'
    | 'workers'
    | 'total'
    | 'active'
    | 'inactive'
    | 'recent'
    | 'plugin'
    | 'event'
    | 'state'
    | 'when'
    | 'noRecent'
    | 'picture'
    | 'more']: string
} & {
  readonly bands: Record<'critical' | 'normal' | 'bulk', string>
  readonly health: Record<QueueStatus['health'], string>
  readonly states: Record<DeliveryView['state'], string>
  readonly spilled: (count: string) => string
  readonly perSecond: (value: string) => string
  readonly historyOf: (name: string) => string
  readonly threadsOf: (name: string) => string
}

export const en: Words = {
  title: 'Queues',
  all: 'All queues',
  noLanes: 'No plugin is listening.',
  full: 'full',
  nearlyFull: 'nearly full',
  paused: 'paused',
  panic: 'stopped',
  broken: 'rests after failures',
  running: 'running',
  pause: 'Pause',
  resume: 'Resume',
  threads: 'Threads',
  waiting: 'Waiting',
  inFlight: 'Running',
  oldest: 'Oldest',
  rate: 'Rate',
  latency: 'Half · 95 %',
  latencyIs: 'Half of them, and 95 of 100, are done within this time',
  success: 'Success',
  completed: 'Done',
  failed: 'Failed tries',
  discarded: 'Discarded',
  dead: 'Given up',
  retrying: 'To be tried again',
  history: 'History',
  hour: 'By hour',
  day: 'By day',
  depthMax: 'Most waiting',
  slow: '95 % within (ms)',
  average: 'Average (ms)',
  noHistory: 'Nothing yet. Each hour leaves a column here.',
  byType: 'By event',
  type: 'Event',
  noTypes: 'Nothing was delivered yet.',
  whyDiscarded: 'Why it was discarded',
  reason: 'Reason',
  count: 'Count',
  noDiscards: 'Nothing was discarded.',
  back: 'All queues',
  size: 'In queues',
  letters: 'Dead letters',
  workers: 'Threads of plugins',
  total: 'Total',
  active: 'At work',
  inactive: 'Idle',
  recent: 'Latest deliveries',
  plugin: 'Plugin',
  event: 'Event',
  state: 'State',
  when: 'When',
  noRecent: 'No deliveries yet.',
  picture: 'What waits, by urgency',
  more: 'More',
  bands: { critical: 'urgent', normal: 'normal', bulk: 'can wait' },
  health: { healthy: 'All is well', warning: 'Look at this', critical: 'Serious', error: 'Cannot be read' },
  states: { pending: 'waits', processing: 'runs', completed: 'done', failed: 'given up', discarded: 'discarded' },
  spilled: (count) => `in the log: ${count}`,
  perSecond: (value) => `${value} / s`,
  historyOf: (name) => `What became of deliveries to ${name} over time`,
  threadsOf: (name) => `Threads of ${name}`,
}

export const es: Words = {
  title: 'Colas',
  all: 'Todas las colas',
  noLanes: 'Ningún plugin escucha.',
  full: 'llena',
  nearlyFull: 'casi llena',
  paused: 'en pausa',
  panic: 'parada',
  broken: 'descansa tras fallar',
  running: 'en marcha',
  pause: 'Pausar',
  resume: 'Continuar',
  threads: 'Hilos',
  waiting: 'En espera',
  inFlight: 'En curso',
  oldest: 'Más antiguo',
  rate: 'Ritmo',
  latency: 'Mitad · 95 %',
  latencyIs: 'La mitad, y 95 de cada 100, se hacen en este tiempo',
  success: 'Éxito',
  completed: 'Hechos',
  failed: 'Intentos fallidos',
  discarded: 'Descartados',
  dead: 'Abandonados',
  retrying: 'Por reintentar',
  history: 'Historial',
  hour: 'Por hora',
  day: 'Por día',
  depthMax: 'Máximo en espera',
  slow: '95 % en (ms)',
  average: 'Promedio (ms)',
  noHistory: 'Nada aún. Cada hora deja aquí una columna.',
  byType: 'Por evento',
  type: 'Evento',
  noTypes: 'Aún no se entregó nada.',
  whyDiscarded: 'Por qué se descartó',
  reason: 'Motivo',
  count: 'Cantidad',
  noDiscards: 'No se descartó nada.',
  back: 'Todas las colas',
  size: 'En cola',
  letters: 'Abandonados',
  workers: 'Hilos de los plugins',
  total: 'Total',
  active: 'Trabajando',
  inactive: 'Libres',
  recent: 'Últimas entregas',
  plugin: 'Plugin',
  event: 'Evento',
  state: 'Estado',
  when: 'Cuándo',
  noRecent: 'Aún no hay entregas.',
  picture: 'Lo que espera, por urgencia',
  more: 'Más',
  bands: { critical: 'urgente', normal: 'normal', bulk: 'puede esperar' },
  health: { healthy: 'Todo va bien', warning: 'Atención', critical: 'Grave', error: 'No se puede leer' },
  states: { pending: 'espera', processing: 'en curso', completed: 'hecho', failed: 'abandonado', discarded: 'descartado' },
  spilled: (count) => `en el registro: ${count}`,
  perSecond: (value) => `${value} / s`,
  historyOf: (name) => `Qué pasó con las entregas a ${name} a lo largo del tiempo`,
  threadsOf: (name) => `Hilos de ${name}`,
}
