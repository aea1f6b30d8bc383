export const en = {
  none: 'No notes yet.',
  note: 'New note',
  add: 'Add',
  delete: 'Delete note',
  deleted: 'The note was deleted',
}

export const es: typeof en = {
  none: 'Aún no hay notas.',
  note: 'Nota nueva',
  add: 'Añadir',
  delete: 'Borrar nota',
  deleted: 'La nota se borró',
}
