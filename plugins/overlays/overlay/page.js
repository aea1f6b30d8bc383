// @ts-check
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'

/**
 * @typedef {import('/overlay/sdk/options.js').PageOptions} PageOptions
 * @typedef {import('../look.ts').Look} Look
 * @typedef {(data: any, from: { retained: boolean }) => void} Receive
 */

/**
 * Begins a page: the looks of its link and of the plugin's settings, then what it shows, live or as samples.
 * @param {{ position: string, align?: string, on: Readonly<Record<string, Receive>>, panic: () => void, play: (options: PageOptions) => void }} parts
 */
export function openPage({ position, align = 'left', on, panic, play }) {
  const options = readOptions({ position, align })
  document.documentElement.lang = options.language ?? 'en'
  if (options.isPreview) play(options)
  else connect({ on: { ...on, look: createLook(options) }, panic })
}

/** Takes the looks that the settings say, as far as the link says nothing else. @param {PageOptions} options */
function createLook({ query, language }) {
  /** @type {readonly string[]} */
  let taken = []
  return (/** @type {unknown} */ data) => {
    const look = /** @type {Look} */ (data) // Only this plugin publishes it.
    const { dataset, style } = document.documentElement
    for (const name of taken) style.removeProperty(name)
    taken = query.has('theme') ? [] : Object.keys(look.variables)
    for (const name of taken) style.setProperty(name, look.variables[name] ?? '')
    if (!query.has('theme')) dataset.theme = look.theme
    if (!query.has('scale')) style.setProperty('--scale', String(look.scale))
    document.documentElement.lang = language ?? look.language
  }
}

/** Whether somebody asked for less motion. */
export function isCalm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
