import type { TestContext } from 'node:test'
import { type Asked, PAGE, serveService } from './service.ts'
import { wavOf } from './voice.ts'

/** https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech#http-status-codes: bodies are empty. */
const FAILURES = {
  busy: { status: 429, headers: { 'retry-after': '1' }, body: '' },
  gateway: { status: 502, body: '' },
  media: { status: 415, body: '' },
  page: PAGE,
} as const

const RATES: Readonly<Record<string, number>> = { 'riff-22050hz-16bit-mono-pcm': 22_050, 'riff-8khz-16bit-mono-pcm': 8000 }
/** What the service reads, and nothing else: one voice with one text in it, maybe at another pace. */
const DOCUMENT =
  /^<speak version="1\.0" xmlns="http:\/\/www\.w3\.org\/2001\/10\/synthesis" xml:lang="[\w-]+"><voice name="([^"<>&]|&\w+;)+">(?:<prosody rate="\d+%">)?((?:[^<>&]|&(?:amp|lt|gt|quot|apos);)*)(?:<\/prosody>)?<\/voice><\/speak>$/

export function serveAzure(t: TestContext) {
  return serveService(t, { answer, failures: FAILURES })
}

function answer({ method, path, headers, body }: Asked) {
  if (method !== 'POST' || path !== '/cognitiveservices/v1') return { status: 404, body: '' }
  if (headers['ocp-apim-subscription-key'] !== 'secret') return { status: 401, body: '' }
  if (headers['content-type'] !== 'application/ssml+xml') return FAILURES.media
  const rate = RATES[String(headers['x-microsoft-outputformat'])]
  const text = DOCUMENT.exec(body)?.[2]
  if (!headers['user-agent'] || rate === undefined || text === undefined) return { status: 400, body: '' }
  return { status: 200, headers: { 'content-type': 'audio/x-wav' }, body: wavOf(text, rate) }
}
