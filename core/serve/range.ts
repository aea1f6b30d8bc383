/** Part of a file, both ends included; `none` when it has no such part, undefined when the whole is to be sent. */
export type Range = { readonly start: number; readonly end: number } | 'none' | undefined

/** What a Range header asks for (RFC 9110, 14.1.2). Several parts at once are not served: the whole is. */
export function readRange(header: string | undefined, size: number): Range {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  return start > end ? 'none' : { start, end }
}
