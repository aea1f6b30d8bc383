const PRIVATE_V4 =
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^198\.1[89]\.|^192\.0\.[02]\.|^(22[4-9]|2[3-5]\d)\.|^168\.63\.129\.16$/
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/

/**
 * The address of a service that an operator typed, or what is wrong with it in one sentence. It is https, or http on this machine; what is not on the
 * internet takes `allowPrivate`. This reads what was typed; the host looks at what a name resolves to, when it connects.
 */
export function readAddress(text: string, { allowPrivate = false } = {}): URL | string {
  if (!URL.canParse(text)) return 'has no address; write one that begins with https://'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'has an address that is not of the web; write one that begins with https://'
  if (url.username || url.password) return 'has a name or password in its address; take them out'
  const isHere = isLoopback(url.hostname)
  if (isPrivate(url.hostname) && !allowPrivate) return 'has an address that is not on the internet; tick "Private address" if you mean it'
  if (url.protocol === 'http:' && !isHere) return 'has an address without encryption; write https:// in place of http://'
  return url
}

/** As the URL standard spells hosts: IPv4 in four decimals, IPv6 in brackets. */
function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  if (name.startsWith('[')) return !/^\[[23]/.test(name) || /^\[(2001:(db8|[01]?[0-9a-f]{0,2}):|2002:|3fff:)/.test(name)
  return PRIVATE_V4.test(name) || LOCAL_NAME.test(name)
}

const isLoopback = (hostname: string) => /^(127\.[\d.]+|\[::1\]|localhost\.?)$/.test(hostname)
