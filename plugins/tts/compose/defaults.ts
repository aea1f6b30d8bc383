type Lists = {
  readonly openers?: readonly string[]
  readonly connectors?: readonly string[]
  readonly actions?: readonly string[]
  readonly closings?: readonly string[]
  readonly names?: readonly string[]
  readonly structures: readonly { readonly weight: number; readonly parts: readonly string[] }[]
}

const THANKS = {
  es: { openers: ['¡Muchas gracias,', '¡Gracias,', '¡Mil gracias,'], closings: ['¡Eres genial!', '¡Qué grande!', '¡Te lo agradezco!'] },
  en: { openers: ['Thank you so much,', 'Thanks,', 'Many thanks,'], closings: ['You are amazing!', 'How kind!', 'That means a lot!'] },
}
const GIFT_ORDER = [
  { weight: 3, parts: ['opener', 'user', 'action'] },
  { weight: 2, parts: ['opener', 'user', 'action', 'closing'] },
]
const NEWS_ORDER = [
  { weight: 3, parts: ['user', 'action'] },
  { weight: 2, parts: ['opener', 'user', 'action'] },
  { weight: 1, parts: ['user', 'action', 'closing'] },
]
const COUNT_ORDER = [
  { weight: 2, parts: ['opener', 'action'] },
  { weight: 1, parts: ['action', 'closing'] },
]

/** What is said until an operator writes something better: every category of the checklist, in two languages. */
export const DEFAULT_MESSAGES = {
  es: {
    follow: {
      openers: ['¡Atención!', '¡Bienvenida la gente nueva!'],
      actions: ['ya te sigue.', 'se une a la familia.'],
      closings: ['¡Te damos la bienvenida!'],
      structures: NEWS_ORDER,
    },
    gift: {
      default: { ...THANKS.es, actions: ['por el regalo!'], structures: GIFT_ORDER },
      rosa: { ...THANKS.es, names: ['Rose', 'Rosa'], actions: ['por la rosa!'], structures: GIFT_ORDER },
      corazon_coreano: { ...THANKS.es, names: ['Finger Heart', 'Corazón coreano'], actions: ['por el corazón!'], structures: GIFT_ORDER },
    },
    chat: { connectors: ['dice:'], structures: [{ weight: 1, parts: ['user', 'connector', 'text'] }] },
    like: {
      actions: ['reparte corazones.'],
      closings: ['¡Gracias!'],
      structures: [
        { weight: 1, parts: ['user', 'action'] },
        { weight: 1, parts: ['user', 'action', 'closing'] },
      ],
    },
    share: { openers: ['¡Gracias!'], actions: ['ha compartido el directo.'], closings: ['¡Muchas gracias!'], structures: NEWS_ORDER },
    social: { actions: ['nos apoya.'], closings: ['¡Gracias!'], structures: [{ weight: 1, parts: ['user', 'action'] }] },
    subscribe: { openers: ['¡Bravo!'], actions: ['se ha suscrito.'], closings: ['¡Muchísimas gracias!'], structures: NEWS_ORDER },
    tip: { ...THANKS.es, actions: ['por la propina!'], structures: GIFT_ORDER },
    like_count_hit: {
      openers: ['¡Increíble!'],
      actions: ['¡Llegamos a {{count}} me gusta!'],
      closings: ['¡Esto no para!'],
      structures: COUNT_ORDER,
    },
    follow_count_hit: {
      openers: ['¡Qué alegría!'],
      actions: ['¡Ya somos {{count}}!'],
      closings: ['¡Gracias por estar aquí!'],
      structures: COUNT_ORDER,
    },
  },
  en: {
    follow: {
      openers: ['Attention!', 'New faces!'],
      actions: ['is now following.', 'has joined the family.'],
      closings: ['Welcome!'],
      structures: NEWS_ORDER,
    },
    gift: {
      default: { ...THANKS.en, actions: ['for the gift!'], structures: GIFT_ORDER },
      rosa: { ...THANKS.en, names: ['Rose', 'Rosa'], actions: ['for the rose!'], structures: GIFT_ORDER },
      corazon_coreano: { ...THANKS.en, names: ['Finger Heart', 'Corazón coreano'], actions: ['for the heart!'], structures: GIFT_ORDER },
    },
    chat: { connectors: ['says:'], structures: [{ weight: 1, parts: ['user', 'connector', 'text'] }] },
    like: {
      actions: ['is sending love.'],
      closings: ['Thank you!'],
      structures: [
        { weight: 1, parts: ['user', 'action'] },
        { weight: 1, parts: ['user', 'action', 'closing'] },
      ],
    },
    share: { openers: ['Thank you!'], actions: ['has shared the live.'], closings: ['Thanks a lot!'], structures: NEWS_ORDER },
    social: { actions: ['supports us.'], closings: ['Thank you!'], structures: [{ weight: 1, parts: ['user', 'action'] }] },
    subscribe: { openers: ['Bravo!'], actions: ['has subscribed.'], closings: ['Thank you so much!'], structures: NEWS_ORDER },
    tip: { ...THANKS.en, actions: ['for the tip!'], structures: GIFT_ORDER },
    like_count_hit: {
      openers: ['Incredible!'],
      actions: ['We have reached {{count}} likes!'],
      closings: ['Keep going!'],
      structures: COUNT_ORDER,
    },
    follow_count_hit: {
      openers: ['How wonderful!'],
      actions: ['There are {{count}} of us now!'],
      closings: ['Thank you for being here!'],
      structures: COUNT_ORDER,
    },
  },
} as const satisfies Record<string, Record<string, Lists | Record<string, Lists>>>
