export const en = {
  feed: 'Events',
}
export const es: typeof en = {
  feed: 'Eventos',
}
