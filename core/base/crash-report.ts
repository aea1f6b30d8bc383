import { createLog } from './log.ts'

const MAX_CAUSES = 3
const MAX_MESSAGE = 300
/** What is longer is cut before it is looked through. */
const MAX_LINE = 1000
const MAX_STACK = 4096
const MAX_FRAMES = 20
const STACK_LINE = /^\s+at /

/** Long and with a digit in it: a key, a token, a session, an id. */
const SECRET = /(?=[\w-]*\d)[\w-]{24,}/g
/** What somebody said: a quotation of several words, or a long one. */
const QUOTATION = /(["'`])(?=[^\n]*?\s[^\n]*?\1|[^\n]{24,}?\1)[^\n]*?\1/g

/** Tells of an error that nobody expected, before the process ends for it: for people on a terminal, otherwise as a line of the log. */
export function reportCrash(error: unknown): void {
  const stack = redactedStack(error)
  const sentence = 'Showrunner met a mistake of its own and ends'
  if (process.stderr.isTTY) console.error(`${sentence}. Please report this:\n${stack}`)
  else createLog({ level: 'fatal' }).fatal({ stack }, sentence)
}

/** The stack of an error and of what caused it, without keys, and without what viewers said. */
export function redactedStack(error: unknown): string {
  const told: string[] = []
  for (let next = error; next !== undefined && told.length < MAX_CAUSES; next = Object(next).cause) told.push(ofOne(next))
  return told.join('\ncaused by ')
}

function ofOne(error: unknown): string {
  if (!(error instanceof Error)) return `what is no error: ${redacted(typeof error === 'string' ? error : typeof error)}`
  const lines = (error.stack ?? String(error)).split('\n')
  const first = lines.findIndex((line) => STACK_LINE.test(line))
  const message = lines.slice(0, first < 0 ? undefined : first).join(' ')
  const frames = first < 0 ? [] : lines.slice(first, first + MAX_FRAMES)
  return [redacted(message), ...frames.map(withoutSecrets)].join('\n').slice(0, MAX_STACK)
}

const withoutSecrets = (text: string) => text.slice(0, MAX_LINE).replaceAll(SECRET, '[Redacted]')
const redacted = (text: string) => withoutSecrets(text).replaceAll(QUOTATION, '"…"').slice(0, MAX_MESSAGE)
