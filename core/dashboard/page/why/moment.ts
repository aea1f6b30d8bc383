/** A time of the day with milliseconds, because most of it happens within one second. */
export function momentOf(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(
    new Date(at),
  )
}
