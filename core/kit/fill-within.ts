import { type Encode, fill, type Values } from '#sdk/template'

/** Characters that each text may have, from what reads best to what nearly always fits. */
const CUTS = [200, 100, 50, 25, 12]

/** A filled template of so many bytes at most: its texts are cut until it is. Where the template alone is longer, so is the answer. */
export function fillWithin(
  template: string,
  values: Values,
  { encode, maxBytes }: { readonly encode: Encode; readonly maxBytes: number },
): string {
  let filled = template
  for (const chars of CUTS) {
    filled = fill(template, values, (text) => encode(Array.from(text).slice(0, chars).join('')))
    if (new TextEncoder().encode(filled).length <= maxBytes) break
  }
  return filled
}
