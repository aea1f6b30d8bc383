/** Whether a text has characters that open, close or override a direction. */
export const HAS_BIDI = /[\u202a-\u202e\u2066-\u2069]/

/** How deep directions may nest; what goes deeper is left out. */
export const MAX_DEPTH = 16

/**
 * Closes every embedding and isolate that a text leaves open, so that it cannot turn what is written after it, and removes
 * overrides and closers of nothing. Text that is balanced already stays as it is. See UAX #9, section 2.
 */
export function balanceBidi(text: string): string {
  const open: Kind[] = []
  let tooDeep = 0
  const closed = text.replace(CONTROLS, (control) => {
    const kind = OPENS[control]
    if (kind && open.length === MAX_DEPTH) {
      tooDeep++
      return ''
    }
    if (kind) {
      open.push(kind)
      return kind === 'override' ? '' : control
    }
    if (tooDeep > 0) {
      tooDeep--
      return ''
    }
    return control === PDI ? closeIsolate(open) : closeEmbedding(open)
  })
  return closed + closersOf(open)
}

type Kind = 'embedding' | 'isolate' | 'override'

const CONTROLS = new RegExp(HAS_BIDI, 'g')
const PDF = '\u202c'
const PDI = '\u2069'

const OPENS: Readonly<Record<string, Kind>> = {
  '\u202a': 'embedding',
  '\u202b': 'embedding',
  '\u202d': 'override',
  '\u202e': 'override',
  '\u2066': 'isolate',
  '\u2067': 'isolate',
  '\u2068': 'isolate',
}

/** What was removed when it opened has nothing to close. */
const CLOSER = { embedding: PDF, isolate: PDI, override: '' } satisfies Record<Kind, string>

function closeIsolate(open: Kind[]) {
  const isolate = open.lastIndexOf('isolate')
  return isolate === -1 ? '' : closersOf(open.splice(isolate))
}

/** An embedding is closed only inside the isolate that it was opened in. */
function closeEmbedding(open: Kind[]) {
  return open.at(-1) === 'isolate' ? '' : closersOf(open.splice(-1))
}

function closersOf(open: readonly Kind[]) {
  return open
    .toReversed()
    .map((kind) => CLOSER[kind])
    .join('')
}
