/** An error and what led to it, as plain data. */
export type ShownError = {
  readonly name: string
  readonly message: string
  /** Where in the plugin's own file it came from, innermost first. */
  readonly at: readonly string[]
  readonly cause?: ShownError | string
  /** What an AggregateError is made of. */
  readonly errors?: readonly (ShownError | string)[]
}

const MAX_MESSAGE_CHARS = 2_000
const MAX_FRAMES = 10
/** How far back causes are told, and how many errors of one that has several. */
const MAX_CAUSES = 3
const MAX_ERRORS = 3

/** What is to be told of an error, bounded, whatever hangs on it. Throws what its getters throw. */
export function shownError(error: Error, filename: string, depth = 0): ShownError {
  const inner = (thrown: unknown) => (thrown instanceof Error ? shownError(thrown, filename, depth + 1) : textOf(thrown))
  const { errors } = error as { errors?: unknown }
  const isLast = depth >= MAX_CAUSES
  return {
    name: String(error.name).slice(0, 100),
    message: String(error.message).slice(0, MAX_MESSAGE_CHARS),
    at: framesOf(error, filename),
    ...(!isLast && error.cause !== undefined && { cause: inner(error.cause) }),
    ...(!isLast && Array.isArray(errors) && { errors: errors.slice(0, MAX_ERRORS).map(inner) }),
  }
}

/** The same for people: the message, its places, then what caused it. */
export function errorWords({ name, message, at, cause, errors = [] }: ShownError): string {
  const wordsOf = (inner: ShownError | string) => (typeof inner === 'string' ? inner : errorWords(inner))
  return [
    name === 'Error' ? message : `${name}: ${message}`,
    ...at.map((frame) => `    ${frame}`),
    ...errors.map((each) => `One of its errors: ${wordsOf(each)}`),
    ...(cause === undefined ? [] : [`Caused by: ${wordsOf(cause)}`]),
  ].join('\n')
}

/** The lines of its stack that lie in the plugin's own file. */
export function framesOf(error: Error, filename: string): readonly string[] {
  const lines = getStackString(error).split('\n')
  return lines
    .filter((line) => line.includes(filename))
    .map((line) => line.trim())
    .slice(0, MAX_FRAMES)
}

/** What was thrown that is no error. */
export function textOf(thrown: unknown): string {
  return (typeof thrown === 'string' ? thrown : `Threw ${JSON.stringify(thrown)}`).slice(0, MAX_MESSAGE_CHARS)
}
