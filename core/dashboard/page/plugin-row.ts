import { button, element, foreign } from './element.ts'
import type { HostClient } from './host-client.ts'
import type { Ask, PluginView } from './status.ts'
import type { Words } from './words.ts'

type Order = Parameters<HostClient['order']>[1]

/** One plugin: what it is, what it asks for, and what can be done with it. */
export function pluginRow(plugin: PluginView, words: Words, order: HostClient['order']): HTMLElement {
  const { id, state, ask, detail } = plugin
  const answer = element('span', { class: 'answer' })
  answer.setAttribute('role', 'status')
  const tell = (name: Order, body = {}) =>
    void order(id, name, body).then((problem) => {
      answer.textContent = problem === undefined ? '' : `${words.refused}: ${problem}`
    })
  const row = element(
    'li',
    { data: { state, plugin: id } },
    element('p', {}, foreign(plugin.name, 'who'), ' ', element('small', { text: plugin.version })),
    element('span', { class: 'state', text: words.pluginStates[state] }),
  )
  if (ask) row.append(...askNodes(ask, state, words))
  else if (detail) row.append(foreign(detail, 'detail'))
  const buttons = [
    ...(ask ? [button(words.approve, () => tell('approve', { hash: ask.hash }), 'primary')] : []),
    ...(state === 'quarantined' || state === 'failed' ? [button(words.restart, () => tell('restart'))] : []),
    state === 'disabled' ? button(words.turnOn, () => tell('enable')) : button(words.turnOff, () => tell('disable')),
  ]
  row.append(element('p', { class: 'buttons' }, ...buttons, answer))
  return row
}

function askNodes({ permissions }: Ask, state: PluginView['state'], words: Words): readonly HTMLElement[] {
  const { wasm, ...lists } = permissions
  const phrases = Object.entries(lists).flatMap(([power, values]) =>
    values.map((value) => element('li', {}, `${words.powers[power as keyof typeof lists]} `, foreign(value))),
  )
  if (wasm) phrases.push(element('li', { text: words.powers.wasm }))
  if (phrases.length === 0) return [element('p', { class: 'detail', text: words.filesChanged })]
  const heading = state === 'running' ? words.updateAsks : words.asks
  return [element('p', { class: 'detail', text: heading }), element('ul', { class: 'asks' }, ...phrases)]
}
