// @ts-check

/**
 * Tells how loud a sound is, frame by frame while it plays. Only where sound needs no click, as in OBS: what is led through an
 * AudioContext that may not run is not heard.
 * @param {{ bands: number, show: (levels: readonly number[]) => void }} options
 */
export function createMeter({ bands, show }) {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  /** @type {AudioContext | undefined} */
  let context

  /** @param {HTMLAudioElement} audio */
  return function follow(audio) {
    context ??= new AudioContext()
    if (context.state !== 'running') return
    const analyser = new AnalyserNode(context, { fftSize: 64, smoothingTimeConstant: 0.6 })
    const source = context.createMediaElementSource(audio)
    source.connect(analyser).connect(context.destination)
    const values = new Uint8Array(analyser.frequencyBinCount)
    const frame = () => {
      if (audio.paused || audio.ended) {
        source.disconnect()
        return
      }
      analyser.getByteFrequencyData(values)
      show(Array.from({ length: bands }, (_, n) => (values[1 + n * 3] ?? 0) / 255))
      requestAnimationFrame(frame)
    }
    if (isStill) audio.addEventListener('pause', () => source.disconnect(), { once: true })
    else requestAnimationFrame(frame)
  }
}
