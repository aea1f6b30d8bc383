import { createColors } from 'picocolors'
import type { UnifiedEvent } from '../schemas/types.ts'
import type { Clock } from './base/clock.ts'
import { plain, plainLines } from './commands/plain.ts'
import { eventLine } from './event-line.ts'
import { type Link, linkLine } from './link.ts'

/** What the process tells whoever started it. */
export type Console = {
  say(sentence: string): void
  warn(sentence: string): void
  links(links: readonly Link[]): void
  events(events: readonly UnifiedEvent[]): void
  stop(): void
}

/** More event lines than this in one second are counted instead of shown. */
const LINES_A_SECOND = 12
/** The dashboard, and all in one for OBS: more is said to be there. */
const LINKS = 2

/** The console as programs read it: one JSON object a line, nothing summed up. */
export function createJsonConsole({ stream, quiet = false }: { stream: NodeJS.WritableStream; quiet?: boolean }): Console {
  const write = (value: unknown) => void stream.write(`${JSON.stringify(value)}\n`)
  return {
    say: (sentence) => write({ say: sentence }),
    warn: (sentence) => write({ warn: sentence }),
    links: (links) => write({ links }),
    events(events) {
      if (!quiet) for (const event of events) write({ event })
    },
    stop: () => {},
  }
}

/** The streamer's console: sentences at once, events one a line, floods summed up. Colours only on a terminal. */
export function createConsole({
  stream,
  clock,
  quiet = false,
  everyLink = false,
}: {
  stream: NodeJS.WriteStream
  clock: Clock
  quiet?: boolean
  everyLink?: boolean
}): Console {
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
    // Titles and names may stand in them.
    say: (sentence) => void write(plainLines(sentence)),
    warn: (sentence) => void write(colors.yellow(plainLines(sentence))),
    links(links) {
      write('\n  Showrunner runs. Open these:\n')
      const open = links.filter(({ key }) => !key)
      const most = everyLink ? open.length : LINKS
      for (const link of open.slice(0, most)) write(linkLine(link))
      if (open.length > most) write(colors.dim(`    … and ${open.length - most} more for OBS: npm run showrunner links`))
      write('')
    },
    events(events) {
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
        const text = `${line.icon} ${plain(line.text)}`
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
