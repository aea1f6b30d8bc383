const DAY_MS = 86_400_000

/** The day so many days ago where this browser is, as a date field has it. */
export function dayOf(daysAgo: number, now = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo)
  return [day.getFullYear(), String(day.getMonth() + 1).padStart(2, '0'), String(day.getDate()).padStart(2, '0')].join('-')
}

/** From the first moment of one day to the end of another, as the host is asked; days that are not written yet are left out. */
export function rangeOf(from: string, until: string): { readonly from?: string; readonly to?: string } {
  const start = Date.parse(`${from}T00:00`)
  const end = Date.parse(`${until}T00:00`) + DAY_MS
  return {
    ...(!Number.isNaN(start) && { from: new Date(start).toISOString() }),
    ...(!Number.isNaN(end) && { to: new Date(end).toISOString() }),
  }
}
