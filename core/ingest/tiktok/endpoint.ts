import { HostError } from '../../base/errors.ts'

/** The address of a stand-in for TikTok. Only loopback is taken, so that a mistyped option sends nothing to strangers. */
export function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' || !isLoopback(url.hostname)) {
    throw new HostError('USAGE', 'The TikTok endpoint must be an http address of this machine, for example http://127.0.0.1:8099', {
      endpoint: text.slice(0, 200),
    })
  }
  return url
}

/** Where a WebSocket may go: to TikTok encrypted, or to the loopback stand-in. */
export function isAllowedSocket(url: string, endpoint: URL | undefined): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return endpoint ? isLoopback(hostname) : protocol === 'wss:' && !isLoopback(hostname)
}

/**
 * Where a web request of the connector really goes: to TikTok's own hosts, encrypted, or all of it to the stand-in.
 * The connector has it the wrong way round (http for TikTok, https for loopback), and would send a session's cookies in the clear.
 */
export function safeAddress(address: URL, endpoint: URL | undefined): URL {
  const url = new URL(address)
  const isTikTok = url.hostname === 'tiktok.com' || url.hostname.endsWith('.tiktok.com')
  if (!isTikTok && url.host !== endpoint?.host) throw new Error(`Request to ${url.hostname} refused`)
  url.protocol = endpoint ? 'http:' : 'https:'
  url.host = endpoint?.host ?? url.host
  return url
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
