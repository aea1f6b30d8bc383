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

/** TikTok's own hosts: the only ones that get its cookies. */
export function isTikTok(hostname: string): boolean {
  return hostname === 'tiktok.com' || hostname.endsWith('.tiktok.com')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
