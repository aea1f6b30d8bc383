// @ts-check
import { createFrameLoop } from '/overlay/sdk/frame-loop.js'
import { particlesOf } from './animations-motion.js'
import { createSprites } from './animations-sprites.js'

/**
 * @typedef {import('../animations/animations.ts').Animation} Animation
 * @typedef {import('./animations-motion.js').Particle} Particle
 */

/** Particles of all animations together; when there would be more, the oldest leave. */
export const MAX_PARTICLES = 500
/** For whoever asked for less motion: so many, which stand still, and only come and go. */
const CALM_PARTICLES = 24
const REMEMBERED = 500
/** More than two dots of the screen for one of the page are not seen. */
const SHARPEST = 2

/**
 * Plays animations on a canvas, which has no memory and no frames while nothing flies. What comes while the page is hidden is not played later.
 * @param {{ canvas: HTMLCanvasElement, isCalm: () => boolean }} parts
 */
export function createAnimationStage({ canvas, isCalm }) {
  const sprites = createSprites()
  const loop = createFrameLoop()
  /** @type {Set<string>} */
  const played = new Set()
  /** @type {(Particle & { picture: HTMLCanvasElement, born: number, isCalm: boolean })[]} */
  let particles = []
  let nowS = 0

  /** @param {Animation} animation */
  function play({ id, look }) {
    if (document.hidden || played.has(id)) return
    remember(id)
    const calm = isCalm()
    const pictures = sprites.of(look)
    const [first] = pictures
    if (!first) return
    const max = calm ? CALM_PARTICLES : MAX_PARTICLES
    const fresh = particlesOf(look, { area: area(), max }).map((particle) => {
      const picture = pictures[Math.floor(particle.sprite * pictures.length)] ?? first
      return { ...particle, picture, born: nowS + particle.delay, isCalm: calm }
    })
    particles = [...particles, ...fresh].slice(-MAX_PARTICLES)
    if (loop.isRunning()) return
    fit()
    loop.add(step)
  }

  /** @param {number} stepMs */
  function step(stepMs) {
    nowS += stepMs / 1000
    particles = particles.filter(({ born, life }) => nowS - born < life)
    draw()
    if (particles.length === 0) rest()
    return particles.length > 0
  }

  function draw() {
    const paint = canvas.getContext('2d')
    if (!paint) return
    paint.setTransform(1, 0, 0, 1, 0, 0)
    paint.clearRect(0, 0, canvas.width, canvas.height)
    const unit = Math.min(canvas.width, canvas.height) / 100
    for (const { born, life, size, picture, isCalm, pose } of particles) {
      const age = nowS - born
      if (age < 0) continue
      const { x, y, turn, flip, grow } = pose(isCalm ? life * 0.4 : age)
      const { opacity } = pose(age)
      const scale = (size * grow * unit) / picture.width
      const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale]
      paint.setTransform(cos * flip, sin * flip, -sin, cos, x * unit, y * unit)
      paint.globalAlpha = opacity
      paint.drawImage(picture, -picture.width / 2, -picture.height / 2)
    }
  }

  /** The page in hundredths of its shorter side. */
  function area() {
    const unit = Math.min(innerWidth, innerHeight) / 100
    return { width: innerWidth / unit, height: innerHeight / unit }
  }

  function fit() {
    const dots = Math.min(SHARPEST, devicePixelRatio || 1)
    Object.assign(canvas, { width: Math.round(innerWidth * dots), height: Math.round(innerHeight * dots) })
  }

  /** Gives the memory of the canvas back. */
  function rest() {
    Object.assign(canvas, { width: 0, height: 0 })
  }

  function clear() {
    particles = []
    rest()
  }

  /** @param {string} id */
  function remember(id) {
    played.add(id)
    const [oldest] = played
    if (played.size > REMEMBERED && oldest !== undefined) played.delete(oldest)
  }

  addEventListener('resize', () => particles.length > 0 && fit())
  document.addEventListener('visibilitychange', () => document.hidden && clear())

  return { play, clear, count: () => particles.length }
}
