// @ts-check
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { createCaption } from './caption.js'
import { createHint } from './hint.js'
import { createMeter } from './meter.js'
import { playSamples } from './samples.js'
import { createSpeaker } from './speaker.js'

const { isPreview, isSilent, language = 'en', setLanguage, query } = readOptions({ position: 'bottom' })
const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const caption = createCaption(stage)
const audio = new Audio()
// A page without an origin of its own hears nothing of what it meters, unless it is asked for like this.
audio.crossOrigin = 'anonymous'
const speaker = createSpeaker({
  audio,
  volume: volumeOf(query.get('volume')),
  isSilent,
  caption: query.get('captions') === 'off' ? { ...caption, show: () => {} } : caption,
  meter: createMeter(audio, { bands: caption.bands, show: caption.level }),
  blocked: createHint(stage, language),
})

// What is said is made by the host, in the language of the settings.
if (isPreview) playSamples(caption, setLanguage ?? language)
else {
  // True of each: only this plugin publishes on its topics, and stage/player.ts says what.
  connect({
    on: {
      speech: (data) => speaker.play(/** @type {import('../stage/player.ts').Sound} */ (data)),
      control: speaker.stop,
    },
    panic: speaker.stop,
  })
}

/** Percent, as people say it. @param {string | null} text */
function volumeOf(text) {
  const percent = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(percent) ? Math.min(100, Math.max(0, percent)) / 100 : 1
}
