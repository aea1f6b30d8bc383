import { PermanentError } from '#sdk/failures'

/** The address that was typed, with the protocol put before it where there is none. Throws PermanentError for what is no address of this kind. */
export function urlOf(typed: string, protocols: readonly [usual: string, ...others: string[]]): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${protocols[0]}//${typed}`
  if (URL.canParse(address) && protocols.includes(new URL(address).protocol)) return address
  throw new PermanentError(`The address ${shown(typed)} is none for this door; write one such as ${protocols[0]}//127.0.0.1:21331`)
}

/** Without what may be secret in it. */
const shown = (typed: string) => JSON.stringify(typed.split(/[?#]/, 1)[0]?.replace(/\/\/[^/]*@/, '//') ?? '')

/** Why nothing was opened, as an error that core/kit/link understands: what was not granted stays so until the settings are others. */
export function whyNot(error: unknown, where: string): Error {
  const { name, message = String(error) } = Object(error) as { name?: string; message?: string }
  if (name === 'NotCapable') return new PermanentError(`${where} was not granted; approve the plugin’s permissions`)
  return new Error(name === 'AddrInUse' ? `${where} is taken by another program; choose another port in the settings` : message)
}
