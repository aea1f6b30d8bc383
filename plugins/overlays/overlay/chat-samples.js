// @ts-check
/** @typedef {import('../chat.ts').ChatLine} ChatLine */

const EVERY_MS = 1800
const LINES = 8

/** @type {readonly Pick<ChatLine, 'name' | 'text' | 'badges'>[]} */
const SAMPLES = [
  { name: 'Luna ✨', text: 'That was so close! 😱', badges: ['subscriber'] },
  { name: 'tomas_k', text: 'Please keep it friendly in here, everybody', badges: ['moderator'] },
  { name: 'Mateo', text: 'hola desde Sevilla 👋', badges: [] },
  { name: 'ليلى', text: 'مساء الخير، البث رائع اليوم', badges: ['friend'] },
  { name: '小明', text: '这首歌叫什么名字？', badges: [] },
  {
    name: 'captain.nova',
    text: 'Is the second boss today? I brought snacks, tea and far too much time.',
    badges: ['subscriber', 'friend'],
  },
  { name: 'Ana', text: '🔥🔥🔥', badges: [] },
]

/** Plays a chat, for ever; nothing is needed of the host. @param {(chat: import('../chat.ts').Chat, from: { retained: boolean }) => void} show */
export function playChat(show, turn = LINES) {
  const numbers = Array.from({ length: LINES }, (_, at) => turn - LINES + at)
  show({ lines: numbers.map(lineOf), seconds: 0, direction: 'up' }, { retained: false })
  setTimeout(() => playChat(show, turn + 1), EVERY_MS)
}

/** @param {number} number @returns {ChatLine} */
function lineOf(number) {
  const sample = SAMPLES[number % SAMPLES.length]
  return { ...(sample ?? { name: '', text: '', badges: [] }), id: `sample:${number}`, at: new Date().toISOString() }
}
