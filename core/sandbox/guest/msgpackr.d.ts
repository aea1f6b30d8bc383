import 'msgpackr/unpack'

declare module 'msgpackr/unpack' {
  /** Has texts read by this function: it gets where a text's head begins, and answers the text. Exported, but not in the package's own types. */
  export function setExtractor(extract: (from: number, end: number, buffer: ArrayBuffer) => string): void
}
