// @ts-check
/** @typedef {import('../stage/player.ts').Sound} Sound */

/** A sound that comes while another is not over waits; no more than these. */
const MAX_WAITING = 3

/**
 * Plays one sound at a time, for exactly as long as it lasts. `blocked` is told when the browser wants a click before anything may be heard.
 * @param {{ volume: number, isSilent: boolean, caption: import('./caption.js').Caption, follow: (audio: HTMLAudioElement) => void, blocked: () => void }} parts
 */
export function createSpeaker({ volume, isSilent, caption, follow, blocked }) {
  /** @type {{ audio: HTMLAudioElement, sound: Sound } | undefined} */
  let playing
  /** @type {Sound[]} */
  let waiting = []

  function next() {
    const sound = waiting.shift()
    if (!sound) return
    const audio = new Audio(sound.url)
    playing = { audio, sound }
    audio.volume = isSilent ? 0 : Math.min(1, sound.volume * volume)
    audio.addEventListener('ended', () => leave(audio))
    // What is not there any more, or is no sound: the next may be.
    audio.addEventListener('error', () => leave(audio))
    audio.addEventListener('playing', () => begin(audio, sound), { once: true })
    audio.play().catch((error) => {
      if (error.name !== 'NotAllowedError') return
      blocked()
      begin(audio, sound)
      // Its words stay as long as they would have been heard.
      setTimeout(() => leave(audio), sound.ms)
    })
  }

  /** @param {HTMLAudioElement} audio @param {Sound} sound */
  function begin(audio, sound) {
    if (playing?.audio !== audio) return
    if (sound.text) caption.show(sound.text)
    if (!audio.paused) follow(audio)
  }

  /** @param {HTMLAudioElement} audio */
  function leave(audio) {
    if (playing?.audio !== audio) return
    playing = undefined
    caption.hide()
    audio.pause()
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
      if (playing) leave(playing.audio)
    },
  }
}
