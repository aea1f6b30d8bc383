import type { User } from '../../../schemas/types.ts'

/** A gift as the platform sells it: price of one in coins, and whether it can be sent as a streak. */
export type Gift = { readonly giftId: string; readonly giftName: string; readonly coins: number; readonly streakable: boolean }

/** The gifts of the demo, cheapest first. */
export const GIFTS: readonly Gift[] = [
  { giftId: '5655', giftName: 'Rose', coins: 1, streakable: true },
  { giftId: '5269', giftName: 'TikTok', coins: 1, streakable: true },
  { giftId: '5487', giftName: 'Finger Heart', coins: 5, streakable: true },
  { giftId: '5658', giftName: 'Perfume', coins: 20, streakable: true },
  { giftId: '5879', giftName: 'Doughnut', coins: 30, streakable: true },
  { giftId: '5585', giftName: 'Confetti', coins: 100, streakable: false },
  { giftId: '5509', giftName: 'Sunglasses', coins: 199, streakable: false },
  { giftId: '5767', giftName: 'Train', coins: 899, streakable: false },
  { giftId: '11046', giftName: 'Galaxy', coins: 1000, streakable: false },
  { giftId: '6369', giftName: 'Lion', coins: 29999, streakable: false },
]

type Viewer = Omit<User, 'safeName'>

/** The viewers of the demo. */
export const VIEWERS: readonly Viewer[] = [
  viewer('7101000000000000001', 'luna.martinez', 'Luna Martínez 🌙', { followRole: 1, gifterLevel: 21, isSubscriber: true }),
  viewer('7101000000000000002', 'pablo_1998', 'Pablo', { gifterLevel: 4 }),
  viewer('7101000000000000003', 'la_abuela_gamer', 'La Abuela Gamer 👵🎮', {
    followRole: 2,
    isFriend: true,
    isModerator: true,
    gifterLevel: 30,
  }),
  viewer('7101000000000000004', 'iñaki.dev', 'Iñaki', { followRole: 1 }),
  viewer('7101000000000000005', 'sofia__rivera', 'Sofía Rivera', { followRole: 1, teamMemberLevel: 6 }),
  viewer('7101000000000000006', 'emma.w', 'Emma W.', { gifterLevel: 12 }),
  viewer('7101000000000000007', 'jack_the_lad', 'Jack 🦊', {}),
  viewer('7101000000000000008', 'noor.2001', 'نور', { followRole: 1, gifterLevel: 8 }),
  viewer('7101000000000000009', 'avi.k', 'אבי כהן', {}),
  viewer('7101000000000000010', 'yuki_chan', 'ゆき❄️', { followRole: 1, isSubscriber: true, gifterLevel: 17 }),
  viewer('7101000000000000011', 'big.dave', 'BIG DAVE', { gifterLevel: 40, teamMemberLevel: 20 }),
  viewer('7101000000000000012', 'the_owens', 'The Owens Family 👨‍👩‍👧‍👦', {}),
  viewer('7101000000000000013', 'valen.tina', '✨𝓥𝓪𝓵𝓮𝓷𝓽𝓲𝓷𝓪✨', { followRole: 1 }),
  viewer('7101000000000000014', 'user8837261190', 'user8837261190', {}),
]

/** What is said in the demo's chat. */
export const CHATS: readonly string[] = [
  '¡Hola a todos! 👋',
  'hello from Manchester 🇬🇧',
  '¿Qué juego es este?',
  'this is so good 😂😂😂',
  'saludos desde Sevilla 🇪🇸❤️',
  'can you say my name please?',
  'مرحبا من القاهرة 🌹',
  'ese salto fue increíble 🔥',
  'first time here, love the vibe',
  'שלום לכולם',
  'jajajaja no puede ser 🤣',
  'how long have you been live?',
  '¡Otra vez, otra vez!',
  'がんばって！',
  'nice one 👏👏',
  'cuando sales mañana?',
  'W stream',
  '¡Feliz cumpleaños, Luna! 🎂🎉',
]

/** What is asked in the demo. */
export const QUESTIONS: readonly string[] = ['What is your setup?', '¿Cuál es tu juego favorito?', '¿Cuándo es el próximo directo?']

/** How often each thing happens, in parts of their sum. */
export const MIX = {
  chat: 34,
  like: 22,
  join: 14,
  gift: 5,
  streak: 7,
  follow: 5,
  share: 3,
  viewerCount: 6,
  question: 2,
  emote: 1,
  subscribe: 1,
} as const

/** What happens at the beginning of the demo, with the milliseconds before each. */
export const OPENING: readonly { readonly afterMs: number; readonly kind: keyof typeof MIX }[] = [
  { afterMs: 100, kind: 'viewerCount' },
  { afterMs: 150, kind: 'join' },
  { afterMs: 250, kind: 'chat' },
  { afterMs: 300, kind: 'like' },
  { afterMs: 400, kind: 'gift' },
  { afterMs: 600, kind: 'follow' },
  { afterMs: 600, kind: 'chat' },
  { afterMs: 500, kind: 'streak' },
  { afterMs: 800, kind: 'subscribe' },
  { afterMs: 500, kind: 'share' },
]

function viewer(userId: string, uniqueId: string, displayName: string, more: Partial<Viewer>): Viewer {
  const badges = more.isModerator ? [{ kind: 'moderator' }] : []
  return { userId, uniqueId, displayName, followRole: 0, isModerator: false, isSubscriber: false, isFriend: false, ...more, badges }
}
