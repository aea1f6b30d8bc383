export const en = {
  title: 'More for this plugin',
  add: (size: string, licence: string) => `Add: ${size} MB, ${licence}`,
  update: (version: string) => `Update to ${version}`,
  remove: 'Remove',
  there: (version: string) => `${version} is there`,
  busy: 'This takes as long as the download …',
  added: (name: string) => `${name} was added`,
  removed: (name: string) => `${name} was removed`,
  question: (name: string) => `Add ${name}?`,
  answer: (licence: string) =>
    `It is downloaded from npm's registry, and none of its scripts run. It is not part of Showrunner: its licence, ${licence}, is its authors'. You may use it as you like; whoever passes it on has obligations under it.`,
  yes: 'Add it',
}

export const es: typeof en = {
  title: 'Más para este plugin',
  add: (size, licence) => `Añadir: ${size} MB, ${licence}`,
  update: (version) => `Actualizar a ${version}`,
  remove: 'Quitar',
  there: (version) => `Está la ${version}`,
  busy: 'Tarda lo que tarde la descarga …',
  added: (name) => `${name} se ha añadido`,
  removed: (name) => `${name} se ha quitado`,
  question: (name) => `¿Añadir ${name}?`,
  answer: (licence) =>
    `Se descarga del registro de npm y no se ejecuta ninguno de sus scripts. No forma parte de Showrunner: su licencia, ${licence}, es la de sus autores. Puedes usarlo como quieras; quien lo redistribuya tiene obligaciones según ella.`,
  yes: 'Añadirlo',
}
