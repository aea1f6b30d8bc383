import { PowerError } from './power.ts'

const wrong = (what: string, kind: string) => new PowerError('TypeError', `${what} must be ${kind}`)

/** Text that a system call can take: without NUL. */
export function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw wrong(what, 'a string')
  if (value.includes('\0')) throw new PowerError('TypeError', `${what} must not hold a NUL byte`)
  return value
}

export function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(what, 'a finite number')
  return value
}

export function wholeOf(value: unknown, what: string, { max }: { readonly max: number }): number {
  if (!Number.isInteger(value) || numberOf(value, what) < 0) throw wrong(what, 'a whole number')
  if (numberOf(value, what) > max) throw wrong(what, `at most ${max}`)
  return numberOf(value, what)
}

export function flagOf(value: unknown, what: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw wrong(what, 'true or false')
  return value
}

/** An object as JSON has it; null and undefined count as one without fields. */
export function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(what, 'an object')
  // Whatever is neither a list nor null is a record of something.
  return value as Readonly<Record<string, unknown>>
}

export function textsOf(value: unknown, what: string, { max }: { readonly max: number }): readonly string[] {
  if (!Array.isArray(value)) throw wrong(what, 'a list of strings')
  if (value.length > max) throw wrong(what, `a list of at most ${max}`)
  return value.map((item) => textOf(item, `Each of ${what}`))
}
