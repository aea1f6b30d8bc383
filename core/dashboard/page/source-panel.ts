import { element } from './element.ts'
import type { Status } from './status.ts'
import type { Words } from './words.ts'

/** Where events come from, how that is going, and when the last one came. */
export function createSourcePanel(words: Words) {
  const state = element('strong', { class: 'source-state' })
  const detail = element('p', { class: 'source-detail' })
  const facts = element('p', { class: 'source-facts' })
  const node = element('section', { class: 'panel source' }, element('h2', { text: words.connection }), state, detail, facts)

  return {
    node,
    update({ source, session }: Status, lastEventAt: number | undefined) {
      node.dataset.state = source?.state ?? 'idle'
      state.textContent = words.sources[source?.state ?? 'idle']
      detail.textContent = source?.detail ?? words.noSource
      const age = lastEventAt === undefined ? words.never : words.ago(duration(Date.now() - lastEventAt))
      const lines = [`${words.lastEvent}: ${age}`]
      if (session) lines.push(words.session(session.number))
      if (source?.retryInMs !== undefined) lines.push(words.retryIn(duration(source.retryInMs)))
      facts.textContent = lines.join(' · ')
    },
  }
}

/** A time as people say it: 8 s, 3 min, 2 h. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
