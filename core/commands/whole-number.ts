import { InvalidArgumentError } from 'commander'

/** A number of an option, from 0 to 999,999,999. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
