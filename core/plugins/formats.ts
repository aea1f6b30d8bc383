import { isIPv4, isIPv6 } from 'node:net'
import { readAddress } from '../kit/address.ts'

type Format = (text: string) => boolean

/**
 * The formats of draft 7 that are checked in a plugin's schema; any other is a note for people. An empty text is one that nobody has filled in, and fits all; times
 * may leave out seconds and zone, as people type them. `web-address` and `public-web-address` are what plugins read with `#sdk/address`.
 */
const FORMATS: Readonly<Record<string, Format>> = {
  date: isDate,
  time: (text) => TIME.test(text),
  'date-time': (text) => isDate(text.slice(0, 10)) && /^[Tt ]$/.test(text.slice(10, 11)) && TIME.test(text.slice(11)),
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  hostname: (text) => text.length <= 253 && text.split('.').every((part) => /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i.test(part)),
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: (text) => /^[a-z][a-z\d+.-]*:/i.test(text) && URL.canParse(text),
  'web-address': (text) => addressFault('web-address', text) === undefined,
  'public-web-address': (text) => addressFault('public-web-address', text) === undefined,
  uuid: (text) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text),
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?$/

/** What is wrong with an address of the web, without the address, which may hold a password; undefined for any other format. */
export function addressFault(format: unknown, text: unknown): string | undefined {
  if (typeof text !== 'string' || (format !== 'web-address' && format !== 'public-web-address')) return undefined
  const read = readAddress(text.trim(), { allowPrivate: format === 'web-address' })
  return typeof read === 'string' ? read : undefined
}

/** What is to be checked of every format that a schema names. */
export function formatsIn(schema: unknown): Record<string, true | Format> {
  const formats: Record<string, true | Format> = {}
  JSON.stringify(schema, (key, value) => {
    if (key === 'format' && typeof value === 'string') formats[value] = checkOf(value)
    return value
  })
  return formats
}

function checkOf(name: string): true | Format {
  const isRight = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  return isRight ? (text) => text === '' || isRight(text) : true
}

/** Of a day that there is. */
function isDate(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : undefined
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
