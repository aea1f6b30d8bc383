export const en = {
  title: 'Receipts',
  hint: 'What became of what it asked of the other side, newest first',
  state: 'State',
  what: 'What',
  when: 'When',
  took: 'Took',
  why: 'Why',
  states: {
    sent: 'sent',
    ok: 'done',
    running: 'running',
    finished: 'finished',
    retry: 'tries again',
    failed: 'failed',
    dryRun: 'dry run',
  },
  letters: 'Dead letters',
}

export const es: typeof en = {
  title: 'Recibos',
  hint: 'Qué fue de lo que pidió al otro lado, lo más reciente primero',
  state: 'Estado',
  what: 'Qué',
  when: 'Cuándo',
  took: 'Tardó',
  why: 'Por qué',
  states: {
    sent: 'enviado',
    ok: 'hecho',
    running: 'en curso',
    finished: 'terminado',
    retry: 'lo reintenta',
    failed: 'falló',
    dryRun: 'ensayo',
  },
  letters: 'Abandonados',
}
