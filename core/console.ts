import { createColors } from 'picocolors'
import type { UnifiedEvent } from '../schemas/types.ts'
import type { Clock } from './base/clock.ts'
import { eventLine } from './event-line.ts'

/** More event lines than this in one second are counted instead of shown. */
const LINES_A_SECOND = 12

/** The streamer's console: sentences at once, events one a line, floods summed up. Colours only on a terminal. */
export function createConsole({ stream, clock, quiet = false }: { stream: NodeJS.WriteStream; clock: Clock; quiet?: boolean }) {
  const colors = createColors(Boolean(stream.isTTY))
  let shown = 0
  let hidden = 0
  let cancel: (() => void) | undefined

  const write = (line: string) => stream.write(`${line}\n`)

  function nextSecond() {
    if (hidden > 0) write(colors.dim(`   … and ${hidden} more`))
    shown = 0
    hidden = 0
    cancel = undefined
  }

  return {
    say: (sentence: string) => void write(sentence),
    warn: (sentence: string) => void write(colors.yellow(sentence)),
    events(events: readonly UnifiedEvent[]) {
      if (quiet) return
      for (const event of events) {
        const line = eventLine(event)
        if (!line) continue
        cancel ??= clock.after(1000, nextSecond)
        if (!line.loud && shown >= LINES_A_SECOND) {
          hidden += 1
          continue
        }
        shown += 1
        const text = `${line.icon} ${line.text}`
        const dimmed = event.source === 'history'
        write(dimmed ? colors.dim(text) : line.loud ? colors.bold(text) : text)
      }
    },
    stop() {
      cancel?.()
      nextSecond()
    },
  }
}

export type Console = ReturnType<typeof createConsole>
