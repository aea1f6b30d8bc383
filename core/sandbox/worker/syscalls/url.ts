import { type Syscalls, URL_PARTS, type UrlPart } from '../../guest/syscalls.ts'

/** URLs by Node's parser, as text. A URL has no line break in it: the parser drops or escapes them. */
export const url = {
  urlParse(input, base) {
    try {
      return partsOf(base === '' ? new URL(input) : new URL(input, base))
    } catch {
      return null
    }
  },
  urlWith(href, part, value) {
    try {
      const changed = new URL(href)
      setPart(changed, part, value)
      return partsOf(changed)
    } catch {
      return null
    }
  },
} satisfies Partial<Syscalls>

const SETTABLE: ReadonlySet<string> = new Set(URL_PARTS.filter((part) => part !== 'origin'))

function setPart(target: URL, part: UrlPart, value: string) {
  if (SETTABLE.has(part)) target[part] = value
}

function partsOf(parsed: URL): string {
  return URL_PARTS.map((part) => parsed[part]).join('\n')
}
