export const en = {
  stage: 'All in one',
  copy: 'Copy link',
  copied: 'Copied',
  preview: 'Preview',
  open: 'open in OBS',
  notOpen: 'not open',
  done: (name: string) => `${name}: done`,
  token: (title: string) => `OBS: ${title}`,
}

export const es: typeof en = {
  stage: 'Todo en uno',
  copy: 'Copiar enlace',
  copied: 'Copiado',
  preview: 'Vista previa',
  open: 'abierto en OBS',
  notOpen: 'sin abrir',
  done: (name) => `${name}: hecho`,
  token: (title) => `OBS: ${title}`,
}
