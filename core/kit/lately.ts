/** A value that was read so lately is not read again, where a flood of events asks for it. */
const FRESH_MS = 1000

/** What was read or written last, for a second: whoever changes it reads it anew. */
export function createLately<T>(read: () => Promise<T>, now = () => performance.now()) {
  let known: { readonly value: T; readonly at: number } | undefined

  const note = (value: T) => {
    known = { value, at: now() }
    return value
  }

  return {
    note,
    get: async () => (known && now() - known.at < FRESH_MS ? known.value : note(await read())),
  }
}
