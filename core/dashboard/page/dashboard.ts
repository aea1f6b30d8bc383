import { showKeyForm, takeKey } from './access-key.ts'
import { element } from './element.ts'
import { createEventFeed } from './event-feed.ts'
import { createHostClient, type HostClient } from './host-client.ts'
import { createLaneList } from './lane-list.ts'
import { createPluginList } from './plugin-list.ts'
import { createSourcePanel } from './source-panel.ts'
import { createTestPanel } from './test-panel.ts'
import { type Words, wordsFor } from './words.ts'

const POLL_MS = 1000

const words = wordsFor(navigator.languages)
const key = takeKey()
document.documentElement.lang = words.language
const host = key ? createHostClient(key) : undefined
if (!host || (await host.status()) === 'refused') showKeyForm(words)
else showDashboard(host, words)

function showDashboard(host: HostClient, words: Words) {
  const source = createSourcePanel(words)
  const feed = createEventFeed(words)
  const lanes = createLaneList(words)
  const plugins = createPluginList(words, host.order)
  const test = createTestPanel(words, host.simulate)
  const trouble = element('p', { class: 'trouble', text: words.unreachable })
  trouble.setAttribute('role', 'alert')
  trouble.hidden = true

  async function poll(): Promise<void> {
    const status = await host.status()
    if (status === 'refused') return showKeyForm(words)
    trouble.hidden = status !== 'unreachable'
    if (status !== 'unreachable') {
      source.update(status, feed.lastAt())
      lanes.update(status.lanes ?? [])
      plugins.update(status)
    }
    setTimeout(poll, POLL_MS)
  }

  const logo = element('img')
  Object.assign(logo, { src: 'icon.svg', alt: '', width: 30, height: 30 })
  const header = element('header', {}, logo, element('h1', { text: 'Showrunner' }), trouble)
  const side = element('div', { class: 'column' }, source.node, test.node, ...plugins.nodes)
  const main = element('main', {}, side, element('div', { class: 'column wide' }, lanes.node, feed.node))
  document.body.replaceChildren(header, main)
  host.listen({ event: feed.add, gap: feed.addGap })
  void poll()
}
