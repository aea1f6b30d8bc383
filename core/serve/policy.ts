const AVATARS = ['tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'ibyteimg.com'].map((name) => `https://*.${name}`).join(' ')

/** Headers of every answer. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
}

const CLOSED = ["object-src 'none'", "base-uri 'none'", "form-action 'none'"]

/** The content policy of the dashboard's pages: our own files and API, our own socket, pictures of viewers, and nothing inline. `host` is one the guard knows. */
export function pagePolicy(host: string): string {
  return [
    "default-src 'self'",
    // Older Chromium does not count ws: to 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    `img-src 'self' data: ${AVATARS}`,
    ...CLOSED,
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * The content policy of an overlay's page, whose scripts are a plugin's: files of overlays, the sockets that take no cookie, what plugins put as blobs. It has no
 * origin: with the dashboard's it could steer the page that shows it as a preview, keep a service worker or a cookie, and reach the API as whoever is signed in;
 * and with that of another overlay, what that one shows.
 */
export function overlayPolicy(host: string): string {
  const files = filesOf(host)
  const blobs = `http://${host}/blobs/ https://${host}/blobs/`
  const sockets = ['/ws', '/streaming/overlay'].map((path) => `ws://${host}${path} wss://${host}${path}`).join(' ')
  return [
    `default-src ${files}`,
    `connect-src ${files} ${blobs} ${sockets}`,
    `img-src ${files} ${blobs} data:`,
    `media-src ${files} ${blobs}`,
    "worker-src 'none'",
    "frame-src 'none'",
    ...CLOSED,
    "frame-ancestors 'self'",
    // No windows of its own: what it opened here, it could steer.
    'sandbox allow-scripts',
  ].join('; ')
}

/** The content policy of the stage, which is ours: it shows pages of overlays, each apart from it and from the others. */
export function stagePolicy(host: string): string {
  const files = filesOf(host)
  return [
    `default-src http://${host}/overlay/sdk/ https://${host}/overlay/sdk/`,
    'img-src data:',
    `frame-src ${files}`,
    ...CLOSED,
    "frame-ancestors 'self'",
  ].join('; ')
}

const filesOf = (host: string) => `http://${host}/overlay/ https://${host}/overlay/`

/** Of what pages without an origin load: files of overlays, and blobs. Nothing of it is anybody's secret. */
export const OPEN_HEADERS = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
