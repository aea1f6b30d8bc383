/** Every text on a card. */
export type Texts = Readonly<
  Record<'gift' | 'coin' | 'coins' | 'tip' | 'subscribe' | 'resubscribe' | 'follow' | 'share' | 'goal' | 'somebody', string>
>

/** What the cards say. `{gift}` and `{months}` are filled in. */
export const TEXTS = {
  en: {
    gift: 'sent {gift}',
    coin: 'coin',
    coins: 'coins',
    tip: 'sent a tip',
    subscribe: 'subscribed',
    resubscribe: 'subscribed for {months} months',
    follow: 'is now following',
    share: 'shared the live',
    goal: 'Goal reached!',
    somebody: 'Somebody',
  },
  es: {
    gift: 'envió {gift}',
    coin: 'moneda',
    coins: 'monedas',
    tip: 'envió una propina',
    subscribe: 'se ha suscrito',
    resubscribe: 'lleva {months} meses de suscripción',
    follow: 'te sigue ahora',
    share: 'compartió el directo',
    goal: '¡Meta conseguida!',
    somebody: 'Alguien',
  },
} satisfies Record<string, Texts>

/** What a card can be in. */
export const LANGUAGES = Object.keys(TEXTS) as readonly (keyof typeof TEXTS)[] // The names of the table.
