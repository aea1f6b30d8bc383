import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Asked, PAGE, serveService } from './service.ts'

/** What the address of the translator's page answers; nobody documents it. */
const FAILURES = {
  shutOut: { status: 429, headers: { 'content-type': 'text/html' }, body: '<html>Our systems have detected unusual traffic</html>' },
  sorry: { status: 302, headers: { location: 'https://www.google.com/sorry/index' }, body: '' },
  page: PAGE,
} as const

/** A second of a tone: MPEG 2, layer III, 24,000 Hz, one channel, as the translator sends. tone.md says how it was made. */
const TONE = readFileSync(new URL('tone.mp3', import.meta.url))

export function serveGoogleTranslate(t: TestContext) {
  return serveService(t, { answer, failures: FAILURES })
}

function answer({ method, path, query }: Asked) {
  const text = query.get('q') ?? ''
  const isFine =
    method === 'GET' && path === '/translate_tts' && text !== '' && text.length <= 200 && query.get('client') === 'tw-ob' && query.get('tl')
  if (!isFine) return { status: 400, headers: { 'content-type': 'text/html' }, body: '<html>Bad Request</html>' }
  return { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: TONE }
}
