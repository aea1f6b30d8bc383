// @ts-check
const PARTY = ['#ff4f8b', '#ffb23e', '#7d6bff', '#2fd3a6', '#4fc3ff', '#ffe66b']

/** Every type as it looks unless somebody says otherwise; the preview plays them, too. @type {Readonly<Record<import('../animations/look.ts').AnimationType, import('../animations/look.ts').Look>>} */
export const LOOKS = {
  confetti: {
    ...{ motion: 'burst', count: 300, seconds: 5, gravity: 1, spread: 0.8, size: 2.6 },
    ...{ colours: PARTY, shapes: ['paper', 'paper', 'ribbon', 'disc'], emoji: [] },
  },
  hearts: {
    ...{ motion: 'float', count: 90, seconds: 5, gravity: 0, spread: 0.8, size: 5.4 },
    ...{ colours: ['#ff2e63', '#ff5d8f', '#ff87ab', '#c9184a'], shapes: ['heart'], emoji: [] },
  },
  rain: {
    ...{ motion: 'fall', count: 220, seconds: 4, gravity: 1, spread: 1, size: 4.4 },
    ...{ colours: ['#ffc933', '#ffb020'], shapes: ['coin'], emoji: [] },
  },
  custom: {
    ...{ motion: 'burst', count: 180, seconds: 4.5, gravity: 0.7, spread: 0.9, size: 3.6 },
    ...{ colours: ['#ffe66b', '#fff4c2', '#ffb23e'], shapes: ['star', 'spark'], emoji: [] },
  },
}
