// @ts-check
/**
 * What the link of a page says behind its `?`: `theme`, `position`, `align`, `scale` from 0.2 to 5, `lang`, `sound=off`, `preview`.
 * A preview has no host to tell it the language of the settings: `preview-lang` does. It is that of what the link cannot change, and of all where the link has none.
 * @typedef {'en' | 'es' | undefined} Language
 * @typedef {{ theme: string, position: string, scale: number, language: Language, setLanguage: Language, isSilent: boolean, isPreview: boolean, query: URLSearchParams }} PageOptions
 */

/**
 * Reads them, and hands the looks to the style sheets: `data-theme`, `data-position`, `data-align` and `--scale` at the root, and `data-backdrop` for a preview outside
 * of OBS, which is to have something to stand on.
 * @param {{ theme?: string, position?: string, align?: string }} [defaults]
 * @returns {PageOptions}
 */
export function readOptions({ theme = 'night', position = 'top', align = 'left' } = {}) {
  const query = new URLSearchParams(location.search)
  const isPreview = query.has('preview')
  const setLanguage = isPreview ? known(query.get('preview-lang')) : undefined
  const options = {
    theme: query.get('theme') ?? theme,
    position: query.get('position') ?? position,
    scale: Math.min(5, Math.max(0.2, Number(query.get('scale')) || 1)),
    language: known(query.get('lang')) ?? setLanguage,
    setLanguage,
    isSilent: query.get('sound') === 'off',
    isPreview,
    query,
  }
  const { dataset, style } = document.documentElement
  Object.assign(dataset, { theme: options.theme, position: options.position, align: query.get('align') ?? align })
  style.setProperty('--scale', String(options.scale))
  if (options.isPreview && !('obsstudio' in window)) dataset.backdrop = query.get('backdrop') ?? 'night'
  return /** @type {PageOptions} */ (options)
}

/** @param {string | null} language @returns {Language} */
function known(language) {
  return language === 'es' || language === 'en' ? language : undefined
}
