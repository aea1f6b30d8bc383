// @ts-check
import { chime } from './chime.js'

/** @typedef {Parameters<typeof chime>[1]} Rung */

/**
 * Rings for alerts, where the page may be heard: in OBS, or where somebody has clicked; never with `?sound=off`.
 * The audio of the page is made for the first chime, and rests between two.
 * @param {{ isSilent: boolean }} options
 */
export function createSound({ isSilent }) {
  /** @type {AudioContext | undefined} */
  let context
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting

  const mayBeHeard = () => 'obsstudio' in window || navigator.userActivation.hasBeenActive

  return {
    /** @param {Rung} alert */
    ring(alert) {
      if (isSilent || alert.volume === 0 || !mayBeHeard()) return
      context ??= new AudioContext()
      const playing = context
      clearTimeout(resting)
      void playing.resume()
      resting = setTimeout(() => void playing.suspend(), chime(playing, alert) * 1000 + 500)
    },
    /** Silence, now. */
    hush() {
      clearTimeout(resting)
      void context?.close()
      context = undefined
    },
  }
}
