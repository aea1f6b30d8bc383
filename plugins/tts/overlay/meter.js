// @ts-check

/**
 * Tells how loud a sound is, frame by frame while it plays, and rests otherwise. Only where sound needs no click, as in OBS: what is led
 * through an AudioContext that may not run is not heard.
 * @param {HTMLAudioElement} audio
 * @param {{ bands: number, show: (levels: readonly number[]) => void }} options
 */
export function createMeter(audio, { bands, show }) {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  /** @type {{ context: AudioContext, analyser: AnalyserNode } | 'refused' | undefined} */
  let line
  let frame = 0

  /** Made for the first sound. */
  function laid() {
    if (line) return line
    const context = new AudioContext()
    if (context.state !== 'running') {
      void context.close()
      line = 'refused'
      return line
    }
    const analyser = new AnalyserNode(context, { fftSize: 64, smoothingTimeConstant: 0.6 })
    context.createMediaElementSource(audio).connect(analyser).connect(context.destination)
    line = { context, analyser }
    return line
  }

  return {
    /** Before a sound is played. */
    wake() {
      if (typeof line === 'object') void line.context.resume()
    },
    start() {
      const made = isStill ? undefined : laid()
      if (typeof made !== 'object') return
      const values = new Uint8Array(made.analyser.frequencyBinCount)
      const look = () => {
        made.analyser.getByteFrequencyData(values)
        show(Array.from({ length: bands }, (_, n) => (values[1 + n * 3] ?? 0) / 255))
        frame = requestAnimationFrame(look)
      }
      cancelAnimationFrame(frame)
      look()
    },
    rest() {
      cancelAnimationFrame(frame)
      if (typeof line === 'object') void line.context.suspend()
    },
  }
}

/** @typedef {ReturnType<typeof createMeter>} Meter */
