import type { Board, Language, Thanks } from './settings.ts'

type Texts = {
  readonly boards: Readonly<Record<Board, string>>
  /** What one is called, and what more are. */
  readonly units: Readonly<Partial<Record<Board, readonly [one: string, more: string]>>>
  readonly thanks: Readonly<Record<Thanks, string>>
  readonly creditsTitle: string
  readonly somebody: string
}

/** What the pages say. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    boards: { gifters: 'Top gifters', tippers: 'Top tips', likers: 'Most likes' },
    units: { gifters: ['coin', 'coins'], likers: ['like', 'likes'] },
    thanks: {
      gifter: 'Gifts',
      tipper: 'Tips',
      subscriber: 'Subscribers',
      follower: 'New followers',
      sharer: 'Shared the live',
      moderator: 'Moderators',
    },
    creditsTitle: 'Thank you for being here',
    somebody: 'Somebody',
  },
  es: {
    boards: { gifters: 'Más regalos', tippers: 'Más propinas', likers: 'Más me gusta' },
    units: { gifters: ['moneda', 'monedas'], likers: ['me gusta', 'me gusta'] },
    thanks: {
      gifter: 'Regalos',
      tipper: 'Propinas',
      subscriber: 'Suscriptores',
      follower: 'Nuevos seguidores',
      sharer: 'Compartieron el directo',
      moderator: 'Moderadores',
    },
    creditsTitle: 'Gracias por estar aquí',
    somebody: 'Alguien',
  },
}
