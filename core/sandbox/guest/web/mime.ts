const MAX_CHARS = 4_096

/** A media type: its essence in lower case, and its parameters; undefined when it is malformed or far too long. */
export function parseMime(text: string): { readonly essence: string; readonly parameters: ReadonlyMap<string, string> } | undefined {
  // Looking for parameters takes quadratic time.
  if (text.length > MAX_CHARS) return undefined
  const found = /^[\t ]*([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)[\t ]*(?:;(.*))?$/s.exec(text)
  if (!found) return undefined
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of (found[2] ?? '').matchAll(/[\t ]*([^;=\s]+)=(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g)) {
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain.trim())
  }
  return { essence: (found[1] ?? '').toLowerCase(), parameters }
}
