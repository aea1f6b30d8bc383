import { useRef } from 'preact/hooks'
import type { UnifiedEvent } from '../../../../schemas/types.ts'
import type { Line } from '../host/backlog.ts'
import { detailOf, nameOf } from '../kit/event-text.ts'
import { useShell } from '../shell/shell.ts'
import { KINDS, type Kind } from './kinds.ts'

const MAX = 10_000

/** The lines that fit, oldest first. Looks at each line once, however many there are. */
export function useFeedLines(kind: Kind, search: string): readonly Line[] {
  const { live } = useShell()
  const seen = useRef({ asked: '', upTo: 0, lines: [] as Line[] })
  void live.changed.value
  const asked = `${kind} ${search}`
  if (seen.current.asked !== asked) seen.current = { asked, upTo: 0, lines: [] }
  const state = seen.current
  const fresh = live.made() - state.upTo
  if (fresh > 0) {
    const found = live
      .lines()
      .slice(-fresh)
      .filter((line) => fits(line, kind, search.toLowerCase()))
    state.lines = [...state.lines, ...found].slice(-MAX)
    state.upTo = live.made()
  }
  return state.lines
}

function fits(line: Line, kind: Kind, search: string): boolean {
  if (!('event' in line)) return kind === 'all' && search === ''
  const types = KINDS[kind]
  if (types && !types.includes(line.event.eventType)) return false
  return search === '' || textOf(line.event).toLowerCase().includes(search)
}

function textOf(event: UnifiedEvent): string {
  return `${nameOf(event) ?? ''} ${event.user?.uniqueId ?? ''} ${event.eventType} ${detailOf(event, 'en', (coins) => coins)}`
}
