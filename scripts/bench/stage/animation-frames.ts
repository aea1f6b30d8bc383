import type { AnimationType } from '../../../plugins/overlays/animations/look.ts'
import type { Stage } from './open-stage.ts'

export type Frames = { readonly perSecond: number; readonly worstMs: number; readonly particles: number }

const SECONDS = 2.5
const MAX_PARTICLES = 500

/** Notes when each frame was made, and how many particles the fullest had. */
const WATCH = `(() => {
  const ask = requestAnimationFrame.bind(window)
  window.at_ = []
  window.most_ = 0
  let drawn = 0
  window.requestAnimationFrame = (callback) => ask((now) => { at_.push(now); drawn = 0; callback(now); most_ = Math.max(most_, drawn) })
  const draw = CanvasRenderingContext2D.prototype.drawImage
  CanvasRenderingContext2D.prototype.drawImage = function (...given) { drawn += 1; return draw.apply(this, given) }
})()`

/** Frames a second and the longest between two, with as many particles as there may be, at 1920 × 1080. */
export async function measureAnimation(stage: Stage, type: AnimationType): Promise<Frames> {
  const page = await stage.page('overlays/animations', (context) => context.addInitScript(WATCH))
  for (let particles = 0; particles < MAX_PARTICLES; particles += 90) await stage.act('overlays.animate', { type })
  const { at, most } = (await page.evaluate(`new Promise((done) => {
    const look = () => (at_.length > 0 && performance.now() - at_[0] > ${SECONDS * 1000} ? done({ at: at_, most: most_ }) : setTimeout(look, 50))
    look()
  })`)) as { at: readonly number[]; most: number }
  await page.context().close()
  const gaps = at.slice(1).map((now, index) => now - (at[index] ?? now))
  const passedMs = (at.at(-1) ?? 0) - (at[0] ?? 0)
  return { perSecond: (gaps.length / passedMs) * 1000, worstMs: Math.max(...gaps), particles: most }
}
