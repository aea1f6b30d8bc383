import { MAX_DEPTH, MAX_MESSAGE_BYTES } from '../protocol.ts'

export type ToJson = (
  value: unknown,
  what: string,
  limits?: { readonly maxBytes?: number; readonly replace?: (value: unknown) => unknown },
) => string

/** JSON of what a plugin hands out, with something else in place of values where `replace` answers it; throws a TypeError that says what is wrong with it when it is too long, too deep or not JSON. */
export function createToJson(utf8Length: (text: string) => number): ToJson {
  return (value, what, { maxBytes = MAX_MESSAGE_BYTES, replace } = {}) => {
    const json = stringify(value, { what, replace })
    const isLong = json.length > maxBytes || (json.length > maxBytes / 3 && utf8Length(json) > maxBytes)
    if (isLong) throw new TypeError(`${what} is longer than ${maxBytes / 1024} KiB`)
    if (depthOf(json) > MAX_DEPTH) throw new TypeError(`${what} is nested deeper than ${MAX_DEPTH} levels`)
    return json
  }
}

function stringify(value: unknown, { what, replace }: { what: string; replace: ((value: unknown) => unknown) | undefined }): string {
  try {
    const json: string | undefined = JSON.stringify(value, replace && ((_, part) => replace(part)))
    return json ?? 'null'
  } catch (cause) {
    throw new TypeError(`${what} is not JSON`, { cause })
  }
}

function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at]
    if (inString && char === '\\') at += 1
    else if (char === '"') inString = !inString
    else if (inString) continue
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth -= 1
  }
  return deepest
}
