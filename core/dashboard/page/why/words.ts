import type { WhyLane, WhyStep } from '../../../../schemas/types.ts'

type Words = {
  readonly title: string
  readonly none: string
  readonly published: (count: string) => string
  readonly readers: (count: string) => string
  readonly outcomes: Record<WhyLane['outcome'], string>
  readonly steps: Record<WhyStep['what'], string>
  readonly event: string
  readonly number: string
  readonly came: string
  readonly source: string
  readonly raw: string
  readonly copy: string
  readonly copied: string
  readonly others: (count: string) => string
}

export const en: Words = {
  title: 'What became of it?',
  none: 'No plugin was there to take it.',
  published: (count) => `Messages to overlays and games: ${count}`,
  readers: (count) => `Pages and programs that it went to: ${count}`,
  outcomes: {
    delivered: 'done',
    waiting: 'waits',
    running: 'runs now',
    retrying: 'is tried again',
    discarded: 'discarded',
    dead: 'given up',
    'not-subscribed': 'not wanted',
    filtered: 'filtered',
    'replay-not-taken': 'takes no replays',
    unknown: 'not known any more',
  },
  steps: {
    accepted: 'Accepted',
    entered: 'Put in the queue',
    sent: 'Handed to the plugin',
    failed: 'Failed',
    retry: 'To be tried again',
    completed: 'Done',
    discarded: 'Discarded',
    dead: 'Given up',
    held: 'Held',
  },
  event: 'Event',
  number: 'Number',
  came: 'Came',
  source: 'From',
  raw: 'As it is kept',
  copy: 'Copy',
  copied: 'Copied',
  others: (count) => `Plugins that did not want it: ${count}`,
}

export const es: Words = {
  title: '¿Qué pasó con él?',
  none: 'No había ningún plugin que lo recibiera.',
  published: (count) => `Mensajes a overlays y juegos: ${count}`,
  readers: (count) => `Páginas y programas que lo recibieron: ${count}`,
  outcomes: {
    delivered: 'hecho',
    waiting: 'espera',
    running: 'en curso',
    retrying: 'se reintenta',
    discarded: 'descartado',
    dead: 'abandonado',
    'not-subscribed': 'no lo quiere',
    filtered: 'filtrado',
    'replay-not-taken': 'no acepta repeticiones',
    unknown: 'ya no se sabe',
  },
  steps: {
    accepted: 'Aceptado',
    entered: 'Puesto en la cola',
    sent: 'Entregado al plugin',
    failed: 'Falló',
    retry: 'Se reintentará',
    completed: 'Hecho',
    discarded: 'Descartado',
    dead: 'Abandonado',
    held: 'Retenido',
  },
  event: 'Evento',
  number: 'Número',
  came: 'Llegó',
  source: 'De',
  raw: 'Tal como se guarda',
  copy: 'Copiar',
  copied: 'Copiado',
  others: (count) => `Plugins que no lo querían: ${count}`,
}
