export const en = {
  copy: 'Copy link',
  copied: 'Copied',
  preview: 'Preview',
  open: 'open in OBS',
  notOpen: 'not open',
  token: (title: string) => `OBS: ${title}`,
}

export const es: typeof en = {
  copy: 'Copiar enlace',
  copied: 'Copiado',
  preview: 'Vista previa',
  open: 'abierto en OBS',
  notOpen: 'sin abrir',
  token: (title) => `OBS: ${title}`,
}
