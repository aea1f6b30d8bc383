// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { ago, WORDS } from './words.js'

/**
 * @typedef {import('../calls.ts').Told} Told
 * @typedef {{ language: 'en' | 'es', now: number }} How
 */

/** Draws everything anew, which is seldom: when something changed, and every five seconds. @param {HTMLElement} place @param {Told} told @param {How} how */
export function showBoard(place, told, how) {
  const words = WORDS[how.language]
  place.replaceChildren(head(told, words), figures(told, how, words), workers(told, how, words), recent(told, how, words))
}

/** @typedef {Record<string, string>} Words */

/** @param {string} className @param {(HTMLElement | undefined)[]} children */
function box(className, ...children) {
  const outer = element('section', className)
  outer.append(...children.filter((child) => child !== undefined))
  return outer
}

/** @param {Told} told @param {Words} words */
function head({ mode, problem }, words) {
  const state = text('p', `state ${problem === null ? 'good' : 'bad'}`, problem ?? words.ready ?? '')
  return box('head', text('h1', '', words.title ?? ''), state, text('p', 'mode', words[mode] ?? mode))
}

/** @param {Told} told @param {How} how @param {Words} words */
function figures({ queues, jobs, averageSeconds, successRate }, { language }, words) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const all = [
    ...[
      ['priority', queues.priority, 'gold'],
      ['normal', queues.normal],
      ['processing', jobs.processing, 'accent'],
      ['completed', jobs.completed, 'good'],
    ],
    ...[
      ['failed', jobs.failed, jobs.failed > 0 ? 'bad' : ''],
      ['total', jobs.total],
      ['results', queues.results],
    ],
  ]
  const counted = all.map(([name, value, tone = '']) => figure(`${name}`, number.format(Number(value)), `${tone}`, words))
  const average = figure('average', number.format(averageSeconds), '', words)
  return box('figures', ...counted, average, figure('success', successRate === null ? '–' : share.format(successRate), '', words))
}

/** @param {string} name @param {string} value @param {string} tone @param {Words} words */
function figure(name, value, tone, words) {
  const outer = element('div', `figure ${tone}`)
  outer.dataset.name = name
  outer.append(text('b', '', value), text('span', '', words[name] ?? name))
  return outer
}

/** @param {Told} told @param {How} how @param {Words} words */
function workers({ workers: { total, active, inactive, list } }, { language, now }, words) {
  const counts = `${total} ${words.total_workers} · ${active} ${words.active} · ${inactive} ${words.inactive}`
  const rows = list.map((worker) => {
    const row = element('li', worker.isActive ? worker.status : 'inactive')
    const done = `${worker.processed} ${words.done}`
    row.append(text('b', '', worker.id), text('span', 'does', words[worker.status] ?? worker.status), text('span', '', done))
    row.append(text('span', 'beat', `♥ ${ago(now - worker.heartbeatAt, language)}`))
    return row
  })
  return box('workers', text('h2', '', words.workers ?? ''), text('p', 'counts', counts), listOf(rows))
}

/** @param {Told} told @param {How} how @param {Words} words */
function recent({ recent: calls }, { language, now }, words) {
  const rows = calls.map((call) => {
    const row = element('li', call.state)
    const age = ago(now - (call.endedAt ?? call.createdAt), language)
    row.append(
      text('b', '', call.number),
      text('span', 'does', words[`${call.state}_one`] ?? words[call.state] ?? call.state),
      text('span', 'detail', call.detail ?? ''),
    )
    row.append(text('span', 'beat', age))
    return row
  })
  return box(
    'recent',
    text('h2', '', words.recent ?? ''),
    rows.length === 0 ? text('p', 'counts', words.nothing ?? '') : undefined,
    listOf(rows),
  )
}

/** @param {HTMLElement[]} rows */
function listOf(rows) {
  const list = element('ul', '')
  list.append(...rows)
  return list
}
