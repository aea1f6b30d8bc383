import type { Board, Language, Thanks } from './settings.ts'

type Texts = {
  readonly boards: Readonly<Record<Board, string>>
  readonly coins: string
  readonly likes: string
  readonly thanks: Readonly<Record<Thanks, string>>
  readonly creditsTitle: string
  readonly somebody: string
}

/** What the pages say. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    boards: { gifters: 'Top gifters', tippers: 'Top tips', likers: 'Most likes' },
    coins: 'coins',
    likes: 'likes',
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
    coins: 'monedas',
    likes: 'me gusta',
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
