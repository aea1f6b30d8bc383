import { button, element, foreign } from './element.ts'
import type { HostClient } from './host-client.ts'
import { pluginRow } from './plugin-row.ts'
import type { OverlayView, PluginView, Status } from './status.ts'
import type { Words } from './words.ts'

type Overlay = PluginView['overlays'][number]

/** The plugins, and their pages for OBS. Drawn anew only when something changed, so that a button keeps its focus. */
export function createPluginList(words: Words, order: HostClient['order']) {
  const plugins = element('ul', { class: 'plugins' })
  const overlays = element('ul', { class: 'overlays' })
  const pluginPanel = element('section', { class: 'panel' }, element('h2', { text: words.plugins }), plugins)
  const overlayPanel = element('section', { class: 'panel' }, element('h2', { text: words.overlays }), overlays)
  let drawn = ''

  return {
    nodes: [overlayPanel, pluginPanel],
    update({ plugins: list = [], overlayKey, clients }: Status) {
      const seen = JSON.stringify([list, overlayKey, clients?.overlays])
      if (seen === drawn) return
      drawn = seen
      const rows = list.map((plugin) => pluginRow(plugin, words, order))
      plugins.replaceChildren(...(rows.length ? rows : [emptyRow(words.noPlugins)]))
      const links = list.flatMap(({ id, overlays: pages }) =>
        pages.map((page) => overlayRow({ plugin: id, page, key: overlayKey, isOpen: isOpen(clients?.overlays, id, page), words })),
      )
      overlays.replaceChildren(...(links.length ? links : [emptyRow(words.noOverlays)]))
    },
  }
}

function overlayRow(overlay: { plugin: string; page: Overlay; key: string | undefined; isOpen: boolean; words: Words }): HTMLElement {
  const { plugin, page, key, words } = overlay
  const address = `${location.origin}/overlay/${plugin}/${page.page}`
  const link = key ? `${address}#key=${key}` : address
  const size = page.width && page.height ? `${page.width} × ${page.height}` : ''
  const copy = button(words.copy, () => void copyText(link).then(() => flash(copy, words.copied, words.copy)), 'copy')
  const preview = element('a', { text: words.preview })
  Object.assign(preview, { href: `${address}?preview`, target: '_blank', rel: 'noopener' })
  return element(
    'li',
    { data: { open: String(overlay.isOpen) } },
    element('p', {}, foreign(page.title, 'who'), ' ', element('small', { text: size })),
    element('span', { class: 'state', text: overlay.isOpen ? words.open : words.notOpen }),
    element('p', { class: 'buttons' }, copy, preview),
  )
}

function isOpen(open: readonly OverlayView[] | undefined, plugin: string, { page }: Overlay): boolean {
  return open?.some((other) => other.plugin === plugin && other.page === page) ?? false
}

/** The clipboard is only for pages at localhost or with TLS; elsewhere the old way still works. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = element('textarea', { text })
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

function flash(target: HTMLElement, text: string, before: string) {
  target.textContent = text
  setTimeout(() => {
    target.textContent = before
  }, 1500)
}

function emptyRow(text: string): HTMLElement {
  return element('li', { class: 'empty', text })
}
