// @ts-check
import { playAnimations } from './animations-samples.js'
import { createAnimationStage } from './animations-stage.js'
import { isCalm, openPage } from './page.js'

const stage = createAnimationStage({
  canvas: /** @type {HTMLCanvasElement} */ (document.getElementById('sky')),
  isCalm,
})

openPage({
  position: 'top',
  on: { animation: stage.play },
  panic: stage.clear,
  play: (options) => playAnimations(stage.play, options),
})
