// @ts-check
/**
 * Where particles are, as a function of their age alone: however many frames a second there are, each is in the same place at the same time.
 * Lengths are in hundredths of the page's shorter side, times in seconds, angles in radians.
 * @typedef {import('../animations/look.ts').Look} Look
 * @typedef {{ width: number, height: number }} Area
 * @typedef {{ x: number, y: number, turn: number, flip: number, grow: number, opacity: number }} Pose
 * @typedef {{ delay: number, life: number, size: number, sprite: number, pose(age: number): Pose }} Particle
 * @typedef {Omit<Particle, 'size' | 'sprite'>} Flight
 */

/** How much the air holds things back, a second. */
const DRAG = 1.7
const GRAVITY = 34
const COIN_GRAVITY = 140
/** How much of its speed a coin keeps. */
const BOUNCE = { low: 0.22, high: 0.5 }

/** How each motion makes one particle. @type {Record<Look['motion'], (look: Look, area: Area, random: () => number) => Flight>} */
const MOTIONS = { burst, float, fall }

/**
 * The particles of an animation.
 * @param {Look} look
 * @param {{ area: Area, random?: () => number, max: number }} options
 * @returns {readonly Particle[]}
 */
export function particlesOf(look, { area, random = Math.random, max }) {
  return Array.from({ length: Math.min(max, Math.max(0, Math.round(look.count))) }, () => ({
    ...MOTIONS[look.motion](look, area, random),
    size: look.size * (0.6 + random() * 0.85),
    sprite: random(),
  }))
}

/** Thrown up from both bottom corners and out of the middle, held back by the air, then falling like paper. @param {Look} look @param {Area} area @param {() => number} random @returns {Flight} */
function burst({ seconds, gravity, spread }, { width, height }, random) {
  const side = random()
  const from = side < 0.4 ? 0 : side < 0.8 ? 1 : 0.5
  const lean = from === 0.5 ? (random() - 0.5) * 2 * spread : (0.5 - from) * (0.15 + random() * 2 * spread)
  const speed = height * DRAG * (0.35 + random() * 0.9)
  const [vx, vy] = [lean * speed * Math.min(1.6, width / height), -speed]
  const swing = between(random, 1, 5)
  const life = seconds * between(random, 0.75, 1)
  const [wobble, phase, spin, flips] = [between(random, 1.2, 2.6), random() * 7, between(random, -3, 3), between(random, 4, 10)]
  return {
    delay: from === 0.5 ? 0.1 + random() * 0.25 : random() * 0.35,
    life,
    pose(age) {
      const held = (1 - Math.exp(-DRAG * age)) / DRAG
      return {
        x: from * width + vx * held + swing * Math.sin(phase + wobble * age) * Math.min(1, age),
        y: height + 2 + vy * held + gravity * GRAVITY * (age - held),
        turn: phase + spin * age,
        flip: Math.cos(phase + flips * age),
        grow: Math.min(1, 0.3 + age * 5),
        opacity: fade(age / life, 0.02, 0.25),
      }
    },
  }
}

/** Rises and sways. @param {Look} look @param {Area} area @param {() => number} random @returns {Flight} */
function float({ seconds, gravity, spread }, { width, height }, random) {
  const start = width * (0.5 + (random() - 0.5) * (0.25 + 0.75 * spread))
  const [sway, wobble, phase] = [between(random, 2, 7), between(random, 0.9, 2), random() * 7]
  const life = seconds * between(random, 0.7, 1)
  const rise = (height * between(random, 0.75, 1.15)) / life
  return {
    delay: random() * seconds * 0.6,
    life,
    pose: (age) => ({
      x: start + sway * Math.sin(phase + wobble * age),
      y: height + 6 - rise * age + gravity * GRAVITY * age * age * 0.5,
      turn: 0.28 * Math.sin(phase + wobble * age * 1.3),
      flip: 1,
      grow: pop(age) * (1 + 0.06 * Math.sin(age * 7 + phase)),
      opacity: fade(age / life, 0.05, 0.45),
    }),
  }
}

/** Falls, bounces once at the bottom and is gone. @param {Look} look @param {Area} area @param {() => number} random @returns {Flight} */
function fall({ seconds, gravity, spread }, { width, height }, random) {
  const start = width * (0.5 + (random() - 0.5) * (0.2 + 0.8 * spread))
  const drift = between(random, -4, 4) * spread
  const pull = Math.max(0.05, gravity) * COIN_GRAVITY * between(random, 0.85, 1.15)
  const first = between(random, 0, 12)
  const floor = height - 1
  const hit = (Math.sqrt(first * first + 2 * pull * (floor + 8)) - first) / pull
  const up = (first + pull * hit) * between(random, BOUNCE.low, BOUNCE.high)
  const life = Math.min(seconds * 2, hit + (2 * up) / pull + 0.25)
  const [spin, phase, flips] = [between(random, -1.4, 1.4), random() * 7, between(random, 5, 9)]
  return {
    delay: random() * seconds * 0.7,
    life,
    pose(age) {
      const after = age - hit
      const y = after < 0 ? -8 + first * age + 0.5 * pull * age * age : floor - up * after + 0.5 * pull * after * after
      return {
        x: start + drift * age,
        y,
        turn: spin * age,
        flip: Math.cos(phase + flips * age),
        grow: 1,
        opacity: fade(age / life, 0, 0.12),
      }
    },
  }
}

/** In by the first part of a life, out by the last. @param {number} part @param {number} inward @param {number} outward */
function fade(part, inward, outward) {
  return Math.max(0, Math.min(1, inward === 0 ? 1 : part / inward, (1 - part) / outward))
}

/** Springs up a little too large, and back. @param {number} age */
function pop(age) {
  const part = Math.min(1, age / 0.45)
  return 1 + 2.2 * (part - 1) ** 3 + 1.2 * (part - 1) ** 2
}

/** @param {() => number} random @param {number} low @param {number} high */
function between(random, low, high) {
  return low + random() * (high - low)
}
