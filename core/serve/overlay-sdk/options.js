// @ts-check
/**
 * What the link of a page says behind its `?`: `theme`, `position`, `align`, `scale` from 0.2 to 5, `lang`, `sound=off`, `preview`.
 * @typedef {{ theme: string, position: string, scale: number, language: 'en' | 'es' | undefined, isSilent: boolean, isPreview: boolean, query: URLSearchParams }} PageOptions
 */

/**
 * Reads them, and hands the looks to the style sheets: `data-theme`, `data-position`, `data-align` and `--scale` at the root, and `data-backdrop` for a preview outside
 * of OBS, which is to have something to stand on.
 * @param {{ theme?: string, position?: string, align?: string }} [defaults]
 * @returns {PageOptions}
 */
export function readOptions({ theme = 'night', position = 'top', align = 'left' } = {}) {
  const query = new URLSearchParams(location.search)
  const language = query.get('lang')
  const options = {
    theme: query.get('theme') ?? theme,
    position: query.get('position') ?? position,
    scale: Math.min(5, Math.max(0.2, Number(query.get('scale')) || 1)),
    language: language === 'es' || language === 'en' ? language : undefined,
    isSilent: query.get('sound') === 'off',
    isPreview: query.has('preview'),
    query,
  }
  const { dataset, style } = document.documentElement
  Object.assign(dataset, { theme: options.theme, position: options.position, align: query.get('align') ?? align })
  style.setProperty('--scale', String(options.scale))
  if (options.isPreview && !('obsstudio' in window)) dataset.backdrop = query.get('backdrop') ?? 'night'
  return /** @type {PageOptions} */ (options)
}
