// @ts-check
const NAMES = ['Luna ✨', 'captain.nova', 'ليلى', 'Mateo', '小明', 'Petra', 'Ana', 'tomas_k', 'mira.paints 🎨', 'Sofía', 'Олег', 'Jun']
const TITLES = {
  en: { title: 'Thank you for being here', tipper: 'Tips', gifter: 'Gifts', follower: 'New followers', moderator: 'Moderators' },
  es: { title: 'Gracias por estar aquí', tipper: 'Propinas', gifter: 'Regalos', follower: 'Nuevos seguidores', moderator: 'Moderadores' },
}
const AGAIN_MS = 26_000

/** Rolls made-up thanks, for ever. @param {(credits: import('../credits.ts').Credits) => void} show @param {boolean} inSpanish */
export function playCredits(show, inSpanish) {
  const said = TITLES[inSpanish ? 'es' : 'en']
  const part = (/** @type {'tipper' | 'gifter' | 'follower' | 'moderator'} */ thanks, /** @type {readonly string[]} */ names) => ({
    thanks,
    title: said[thanks],
    names,
    more: 0,
  })
  show({
    title: said.title,
    secondsPerScreen: 9,
    sections: [
      part('tipper', NAMES.slice(5, 7)),
      part('gifter', NAMES.slice(0, 6)),
      part('follower', [...NAMES, ...NAMES.map((name) => `${name} 2`)]),
      part('moderator', ['tomas_k']),
    ],
  })
  setTimeout(() => playCredits(show, inSpanish), AGAIN_MS)
}
