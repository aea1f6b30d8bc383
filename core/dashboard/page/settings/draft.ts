import type { Settings } from '../../../../schemas/types.ts'

/** The settings that people change here, as text, by their place. */
export type Draft = Readonly<Record<Place, string>>
export type Place = (typeof PLACES)[number]

export const PLACES = [
  'tiktok/username',
  'server/port',
  'server/host',
  'server/allowedHosts',
  'retention/personalDays',
  'retention/eventDays',
  'retention/deadLetterDays',
  'retention/sessionDays',
  'backup/everyHours',
  'backup/keep',
] as const

const TEXTS: readonly Place[] = ['tiktok/username', 'server/host']

/** The settings as they stand in the form; empty is not said. */
export function draftOf(settings: Settings): Draft {
  return {
    'tiktok/username': settings.tiktok?.username ?? '',
    'server/port': text(settings.server?.port),
    'server/host': settings.server?.host ?? '',
    'server/allowedHosts': (settings.server?.allowedHosts ?? []).join('\n'),
    'retention/personalDays': text(settings.retention?.personalDays),
    'retention/eventDays': text(settings.retention?.eventDays),
    'retention/deadLetterDays': text(settings.retention?.deadLetterDays),
    'retention/sessionDays': text(settings.retention?.sessionDays),
    'backup/everyHours': text(settings.backup?.everyHours),
    'backup/keep': text(settings.backup?.keep),
  }
}

/** What has to be said to the host to come from one to the other: a merge patch, in which null takes a value away. */
export function patchOf(before: Draft, after: Draft): Record<string, Record<string, unknown>> {
  const patch: Record<string, Record<string, unknown>> = {}
  for (const place of PLACES) {
    if (before[place] === after[place]) continue
    const [part = '', name = ''] = place.split('/')
    patch[part] = { ...patch[part], [name]: readBack(place, after[place].trim()) }
  }
  return patch
}

function readBack(place: Place, written: string): unknown {
  if (written === '') return null
  if (place === 'server/allowedHosts') return written.split(/\s+/)
  return TEXTS.includes(place) ? written : Number(written)
}

function text(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}
