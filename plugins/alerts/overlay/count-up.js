// @ts-check

import { element } from '/overlay/sdk/elements.js'
import { createFrameLoop } from '/overlay/sdk/frame-loop.js'

const ROLL_MS = 700
const loop = createFrameLoop()

/**
 * A number that runs up to what it is, quick at first; it stands still for whoever asked for less motion.
 * @param {{ from: number, to: number, language: string, isCalm: boolean }} how
 */
export function countUp({ from, to, language, isCalm }) {
  const number = element('p', 'count')
  const format = new Intl.NumberFormat(language)
  let passedMs = isCalm ? ROLL_MS : 0
  const write = () => {
    const part = Math.min(1, passedMs / ROLL_MS)
    number.textContent = `×${format.format(Math.max(1, Math.round(from + (to - from) * (1 - (1 - part) ** 3))))}`
    return part < 1
  }
  if (write()) {
    loop.add((stepMs) => {
      passedMs += stepMs
      return write()
    })
  }
  return number
}
