import type { TestContext } from 'node:test'
import { type Asked, json, PAGE, serveService } from './service.ts'
import { streamedWavOf } from './voice.ts'

const error = (status: number, code: string | null, type: string, headers = {}) =>
  json(status, { error: { message: `Something about ${code}`, type, param: null, code } }, headers)

/** https://platform.openai.com/docs/api-reference/audio/createSpeech; https://platform.openai.com/docs/guides/error-codes */
const FAILURES = {
  quota: error(429, 'insufficient_quota', 'insufficient_quota'),
  busy: error(429, 'rate_limit_exceeded', 'requests', { 'retry-after-ms': '20', 'retry-after': '1' }),
  later: error(429, 'rate_limit_exceeded', 'requests', { 'retry-after': '40' }),
  invalid: error(400, null, 'invalid_request_error'),
  down: error(500, null, 'server_error'),
  page: PAGE,
} as const

const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'onyx', 'nova', 'sage', 'shimmer', 'verse', 'marin', 'cedar']
const MODELS = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-mini-tts-2025-12-15']
const RATE = 24_000

export function serveOpenAi(t: TestContext) {
  return serveService(t, { answer, failures: FAILURES })
}

function answer({ method, path, headers, body }: Asked) {
  if (method !== 'POST' || path !== '/v1/audio/speech') return error(404, null, 'invalid_request_error')
  if (headers.authorization !== 'Bearer secret') return error(401, 'invalid_api_key', 'invalid_request_error')
  const { model, voice, input, response_format: format = 'mp3', speed = 1, instructions } = JSON.parse(body)
  const isFine =
    MODELS.includes(model) &&
    VOICES.includes(voice) &&
    typeof input === 'string' &&
    input.length > 0 &&
    input.length <= 4096 &&
    speed >= 0.25 &&
    speed <= 4 &&
    !(instructions !== undefined && model.startsWith('tts-1'))
  if (!isFine || format !== 'wav') return FAILURES.invalid
  return { status: 200, headers: { 'content-type': 'audio/wav' }, body: streamedWavOf(input, RATE) }
}
