import type { NetAddress } from '../../powers.ts'

/** A port as Deno takes it: a whole number, or text of one. Throws TypeError, and RangeError for what is too large. */
export function portOf(port: unknown): number {
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new TypeError(`The port must be a whole number, not ${String(port)}`)
  if (number < 0 || number > 65_535) throw new RangeError(`There is no port ${number}: the last is 65535`)
  return number
}

export const addressOf = ({ hostname, port }: NetAddress): Deno.NetAddr => ({ transport: 'tcp', hostname, port })
