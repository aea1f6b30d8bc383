import { element } from './element.ts'
import type { LaneView } from './status.ts'
import type { Words } from './words.ts'

const BANDS = ['critical', 'normal', 'bulk'] as const
const NEARLY_FULL = 0.8

/** The queue of each plugin: how full, what of, and how it gets on. */
export function createLaneList(words: Words) {
  const list = element('div', { class: 'lanes' })
  const empty = element('p', { class: 'empty', text: words.noQueues })
  const node = element('section', { class: 'panel' }, element('h2', { text: words.queues }), empty, list)

  return {
    node,
    update(lanes: readonly LaneView[]) {
      empty.hidden = lanes.length > 0
      list.replaceChildren(...lanes.map((lane) => laneRow(lane, words)))
    },
  }
}

function laneRow(lane: LaneView, words: Words): HTMLElement {
  const share = lane.depth / lane.max
  const level = share >= 1 ? 'full' : share >= NEARLY_FULL ? 'nearly' : 'calm'
  const head = element('div', { class: 'lane-head' }, element('strong', { text: lane.plugin }))
  if (level !== 'calm') head.append(element('span', { class: 'warning', text: level === 'full' ? words.full : words.nearlyFull }))
  if (lane.spilled > 0) head.append(element('span', { class: 'warning', text: words.spilled(lane.spilled) }))
  head.append(element('span', { class: 'depth', text: `${format(lane.depth, words)} / ${format(lane.max, words)}` }))
  return element(
    'article',
    { class: 'lane', data: { plugin: lane.plugin, level, state: lane.state } },
    head,
    depthBar(lane, words),
    figures(lane, words),
  )
}

function depthBar(lane: LaneView, words: Words): HTMLElement {
  const said = BANDS.map((band) => `${words.bands[band]} ${lane.bands[band]}`).join(', ')
  const bar = element('div', { class: 'bar', title: said })
  bar.setAttribute('role', 'img')
  bar.setAttribute('aria-label', said)
  for (const band of BANDS) {
    const part = element('i', { class: band })
    part.style.width = `${(100 * lane.bands[band]) / lane.max}%`
    bar.append(part)
  }
  return bar
}

function figures(lane: LaneView, words: Words): HTMLElement {
  const discarded = Object.values(lane.discarded).reduce((sum, count) => sum + count, 0)
  const { p50, p99 } = lane.latencyMs
  return element(
    'dl',
    { class: 'figures' },
    figure(words.inFlight, format(lane.inFlight, words)),
    figure(words.completed, format(lane.completed, words)),
    figure(words.discarded, format(discarded, words), discarded > 0 ? 'amber' : ''),
    figure(words.dead, format(lane.dead, words), lane.dead > 0 ? 'red' : ''),
    figure('p50 · p99', `${milliseconds(p50)} · ${milliseconds(p99)} ms`, '', words.latency),
  )
}

function figure(name: string, value: string, tone = '', title = ''): HTMLElement {
  return element('div', { data: { tone }, title }, element('dt', { text: name }), element('dd', { text: value }))
}

function format(count: number, { language }: Words): string {
  return new Intl.NumberFormat(language).format(count)
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}
