// @ts-check
import { readOptions } from './options.js'

/** As many pages as one link may show. */
const MOST = 12
const PAGE = /^[a-z][a-z0-9-]*\/[a-z0-9-]+$/

/**
 * Many pages behind one link: `/overlay/stage/all?pages=alerts/alerts,tts/speech#key=…`. Each gets the rest of the query and the key, and connects for itself,
 * so that one that fails takes no other with it. In a preview `preview-lang.alerts=es` is the `preview-lang` of the pages of that plugin.
 */
const { query } = readOptions()
const pages = (query.get('pages') ?? '').split(',').filter((page) => PAGE.test(page))
query.delete('pages')
// The stage itself is what stands behind them.
if (query.has('preview')) query.set('backdrop', 'none')

for (const page of [...new Set(pages)].slice(0, MOST)) {
  const frame = document.createElement('iframe')
  frame.title = page
  frame.allow = 'autoplay'
  const rest = restFor(page)
  frame.src = `/overlay/${page}${rest ? `?${rest}` : ''}${location.hash}`
  document.body.append(frame)
}

/** @param {string} page */
function restFor(page) {
  const rest = new URLSearchParams([...query].filter(([name]) => !name.startsWith('preview-lang.')))
  const language = query.get(`preview-lang.${page.split('/')[0]}`)
  if (language) rest.set('preview-lang', language)
  return rest.toString()
}
