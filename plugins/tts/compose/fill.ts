/** A place in a text for something that is known only later. */
const PLACE = /\{\{\s*(\w{1,30})\s*\}\}/g

/** Whether a text is the same each time, and so needs to be spoken only once. */
export function isFixed(text: string): boolean {
  return text.search(PLACE) === -1
}

/** The text with its places filled, each once: what is put in is never looked at again. What is not known is left out. */
export function fill(text: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return text.replace(PLACE, (_, name: string) => (Object.hasOwn(values, name) ? String(values[name] ?? '') : ''))
}
