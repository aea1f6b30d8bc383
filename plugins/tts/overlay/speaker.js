// @ts-check
/** @typedef {import('../stage/player.ts').Sound} Sound */

/** A sound that comes while another is not over waits; no more than these. */
const MAX_WAITING = 3
/** Behind its end by so much, a sound will not be over any more: it never came, or broke off. */
const LATE_MS = 5000

/**
 * Plays one sound at a time, for exactly as long as it lasts, by one element: browsers have only so many, and a live is long. `blocked` is told when the
 * browser wants a click before anything may be heard.
 * @param {{ audio: HTMLAudioElement, meter: import('./meter.js').Meter, caption: import('./caption.js').Caption, volume: number, isSilent: boolean, blocked: () => void }} parts
 */
export function createSpeaker({ audio, meter, caption, volume, isSilent, blocked }) {
  /** @type {Sound | undefined} */
  let playing
  /** @type {Sound[]} */
  let waiting = []

  audio.addEventListener('playing', () => playing && begin(playing))
  audio.addEventListener('ended', () => leave(playing))
  // What is not there any more, or is no sound: the next may be.
  audio.addEventListener('error', () => leave(playing))

  function next() {
    const sound = waiting.shift()
    if (!sound) return
    playing = sound
    meter.wake()
    audio.src = sound.url
    setTimeout(() => leave(sound), sound.ms + LATE_MS)
    audio.volume = isSilent ? 0 : Math.min(1, sound.volume * volume)
    audio.play().catch((error) => {
      if (error.name !== 'NotAllowedError') return
      blocked()
      if (sound.text) caption.show(sound.text)
      // Its words stay as long as they would have been heard.
      setTimeout(() => leave(sound), sound.ms)
    })
  }

  /** @param {Sound} sound */
  function begin(sound) {
    if (sound.text) caption.show(sound.text)
    meter.start()
  }

  /** @param {Sound | undefined} sound */
  function leave(sound) {
    if (!sound || playing !== sound) return
    playing = undefined
    caption.hide()
    audio.pause()
    meter.rest()
    next()
  }

  return {
    /** @param {Sound} sound */
    play(sound) {
      waiting = [...waiting, sound].slice(-MAX_WAITING)
      if (!playing) next()
    },
    /** Silence, now. */
    stop() {
      waiting = []
      leave(playing)
    },
  }
}
