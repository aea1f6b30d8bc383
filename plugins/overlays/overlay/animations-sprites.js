// @ts-check
/** @typedef {import('../animations/look.ts').Look} Look */

const SIDE = 96
const KEPT_MAX = 120

/** How each shape is drawn in a square from -1 to 1. @type {Record<Look['shapes'][number], (paint: CanvasRenderingContext2D, colour: string) => void>} */
const SHAPES = {
  paper(paint, colour) {
    paint.fillStyle = shade(paint, colour, 0.22)
    paint.fillRect(-0.55, -0.85, 1.1, 1.7)
  },
  ribbon(paint, colour) {
    paint.strokeStyle = shade(paint, colour, 0.3)
    paint.lineWidth = 0.34
    paint.lineCap = 'round'
    paint.beginPath()
    paint.moveTo(-0.75, 0.45)
    paint.bezierCurveTo(-0.35, -0.9, 0.3, 0.95, 0.75, -0.45)
    paint.stroke()
  },
  disc(paint, colour) {
    paint.fillStyle = shade(paint, colour, 0.25)
    circle(paint, 0.62)
  },
  star(paint, colour) {
    paint.fillStyle = shade(paint, colour, 0.3)
    fillStar(paint, { points: 5, inner: 0.42 })
  },
  heart(paint, colour) {
    paint.fillStyle = shade(paint, colour, 0.2)
    paint.beginPath()
    paint.moveTo(0, 0.88)
    paint.bezierCurveTo(-1.35, -0.05, -0.95, -0.98, -0.42, -0.86)
    paint.bezierCurveTo(-0.18, -0.82, -0.04, -0.62, 0, -0.45)
    paint.bezierCurveTo(0.04, -0.62, 0.18, -0.82, 0.42, -0.86)
    paint.bezierCurveTo(0.95, -0.98, 1.35, -0.05, 0, 0.88)
    paint.fill()
    gleam(paint)
  },
  coin(paint, colour) {
    paint.fillStyle = shade(paint, colour, -0.32)
    circle(paint, 0.95)
    paint.fillStyle = shade(paint, colour, 0.25)
    circle(paint, 0.82)
    paint.strokeStyle = 'rgba(120, 70, 0, 0.35)'
    paint.lineWidth = 0.07
    paint.beginPath()
    paint.arc(0, 0, 0.64, 0, 7)
    paint.stroke()
    paint.fillStyle = 'rgba(150, 85, 0, 0.55)'
    paint.scale(0.46, 0.46)
    fillStar(paint, { points: 5, inner: 0.42 })
  },
  spark(paint, colour) {
    paint.fillStyle = shade(paint, colour, 0.5)
    fillStar(paint, { points: 4, inner: 0.24 })
  },
}

/** Pictures of particles, each drawn once. When there are too many, they are drawn anew. */
export function createSprites() {
  /** @type {Map<string, HTMLCanvasElement>} */
  const kept = new Map()

  /** @param {string} name @param {(paint: CanvasRenderingContext2D) => void} draw */
  function sprite(name, draw) {
    const known = kept.get(name)
    if (known) return known
    if (kept.size >= KEPT_MAX) kept.clear()
    const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE })
    const paint = canvas.getContext('2d')
    if (paint) {
      paint.setTransform(SIDE / 2.1, 0, 0, SIDE / 2.1, SIDE / 2, SIDE / 2)
      draw(paint)
    }
    kept.set(name, canvas)
    return canvas
  }

  return {
    /** All that fly in an animation of this look; at least one. @param {Look} look @returns {readonly HTMLCanvasElement[]} */
    of: ({ emoji, shapes, colours }) =>
      emoji.length > 0
        ? emoji.map((sign) => sprite(`emoji ${sign}`, (paint) => drawEmoji(paint, sign)))
        : shapes.flatMap((shape) => colours.map((colour) => sprite(`${shape} ${colour}`, (paint) => SHAPES[shape](paint, colour)))),
  }
}

/** @param {CanvasRenderingContext2D} paint @param {string} sign */
function drawEmoji(paint, sign) {
  paint.setTransform(1, 0, 0, 1, SIDE / 2, SIDE / 2)
  paint.font = `${SIDE * 0.72}px "Segoe UI Emoji", "Apple Color Emoji", "Noto Color Emoji", sans-serif`
  paint.textAlign = 'center'
  paint.textBaseline = 'middle'
  paint.fillStyle = '#fff'
  paint.fillText(sign, 0, SIDE * 0.04, SIDE)
}

/** A light from above on a colour, `#rrggbb`. @param {CanvasRenderingContext2D} paint @param {string} colour @param {number} by */
function shade(paint, colour, by) {
  const gradient = paint.createLinearGradient(-0.5, -1, 0.5, 1)
  gradient.addColorStop(0, mixed(colour, by))
  gradient.addColorStop(1, mixed(colour, by - 0.35))
  return gradient
}

/** Towards white above 0, towards black below. @param {string} colour @param {number} by */
function mixed(colour, by) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) || 0)
  return `rgb(${parts.map((part) => Math.round(by > 0 ? part + (255 - part) * by : part * (1 + by))).join(', ')})`
}

/** @param {CanvasRenderingContext2D} paint @param {number} radius */
function circle(paint, radius) {
  paint.beginPath()
  paint.arc(0, 0, radius, 0, 7)
  paint.fill()
}

/** @param {CanvasRenderingContext2D} paint @param {{ points: number, inner: number }} how */
function fillStar(paint, { points, inner }) {
  paint.beginPath()
  for (let corner = 0; corner < points * 2; corner++) {
    const radius = corner % 2 === 0 ? 0.98 : inner
    const angle = (corner / points) * Math.PI - Math.PI / 2
    paint.lineTo(radius * Math.cos(angle), radius * Math.sin(angle))
  }
  paint.fill()
}

/** @param {CanvasRenderingContext2D} paint */
function gleam(paint) {
  paint.fillStyle = 'rgba(255, 255, 255, 0.5)'
  paint.beginPath()
  paint.ellipse(-0.42, -0.5, 0.2, 0.12, -0.7, 0, 7)
  paint.fill()
}
