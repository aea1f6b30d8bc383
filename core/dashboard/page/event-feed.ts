import type { UnifiedEvent } from '../../../schemas/types.ts'
import { element } from './element.ts'
import { eventLine } from './event-line.ts'
import type { Words } from './words.ts'

const MAX_LINES = 100

/** The list of events, newest first. However many come at once, it is drawn once a frame and stays short. */
export function createEventFeed(words: Words) {
  const list = element('ol', { class: 'events' })
  const empty = element('p', { class: 'empty', text: words.noEvents })
  const node = element('section', { class: 'panel feed' }, element('h2', { text: words.events }), empty, list)
  let fresh: HTMLLIElement[] = []
  let lastAt: number | undefined

  function add(line: HTMLLIElement) {
    if (fresh.length === 0) requestAnimationFrame(draw)
    fresh = [...fresh.slice(1 - MAX_LINES), line]
  }

  function draw() {
    list.prepend(...fresh.reverse())
    while (list.children.length > MAX_LINES) list.lastElementChild?.remove()
    empty.hidden = true
    fresh = []
  }

  return {
    node,
    add(event: UnifiedEvent) {
      lastAt = Date.parse(event.ingestedAt)
      add(eventLine(event, words))
    },
    addGap: (count: number) => add(element('li', { class: 'event gap', text: words.missed(count) })),
    /** Wall time of the newest event. */
    lastAt: () => lastAt,
  }
}
