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
 * The content policy of an overlay's page, whose scripts are a plugin's: files of overlays, the sockets that take no cookie, what plugins put as blobs. It shares
 * its origin with the dashboard, and so the cookie of a browser that is signed in: without this it would reach the API as whoever that is.
 */
export function overlayPolicy(host: string): string {
  const files = `http://${host}/overlay/ https://${host}/overlay/`
  const blobs = `http://${host}/blobs/ https://${host}/blobs/`
  const sockets = ['/ws', '/streaming/overlay'].map((path) => `ws://${host}${path} wss://${host}${path}`).join(' ')
  return [
    `default-src ${files}`,
    `connect-src ${files} ${blobs} ${sockets}`,
    `img-src ${files} ${blobs} data:`,
    `media-src ${files} ${blobs}`,
    ...CLOSED,
    "frame-ancestors 'self'",
    // No windows of its own: what it opened here, it could steer.
    'sandbox allow-scripts allow-same-origin',
  ].join('; ')
}
