const AVATARS = ['tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'ibyteimg.com'].map((name) => `https://*.${name}`).join(' ')

/** Headers of every answer. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
}

/** The content policy of a page: its own files, its own socket, pictures of viewers, and nothing inline. `host` is one the guard knows. */
export function pagePolicy(host: string, frameAncestors: "'none'" | "'self'"): string {
  return [
    "default-src 'self'",
    // Chromium before 2023, as in OBS, does not count ws: to 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    `img-src 'self' data: ${AVATARS}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')
}
