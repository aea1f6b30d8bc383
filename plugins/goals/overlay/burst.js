// @ts-check
import { element } from '/overlay/sdk/elements.js'

const SPARKS = 22

/** Sparks that fly from a bar and are gone; nothing is left of them. @param {HTMLElement} bar */
export function throwBurst(bar) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const burst = element('div', 'burst')
  for (let turn = 0; turn < SPARKS; turn += 1) burst.append(spark(turn))
  burst.lastElementChild?.addEventListener('animationend', () => burst.remove())
  bar.append(burst)
}

/** The last one is the slowest. @param {number} turn */
function spark(turn) {
  const angle = Math.PI * (0.08 + (0.84 * turn) / (SPARKS - 1))
  const reach = 3.2 + (turn % 3) * 1.5
  const bit = element('i', 'spark')
  bit.style.setProperty('--x', `${(-Math.cos(angle) * reach * 1.7).toFixed(2)}em`)
  bit.style.setProperty('--y', `${(-Math.sin(angle) * reach).toFixed(2)}em`)
  bit.style.setProperty('--ms', `${turn === SPARKS - 1 ? 1500 : 900 + (turn % 4) * 140}ms`)
  bit.style.setProperty('--hue', String((turn * 47) % 360))
  bit.style.left = `${8 + (84 * turn) / (SPARKS - 1)}%`
  return bit
}
