import type { TestContext } from 'node:test'
import { type Asked, json, PAGE, serveService } from './service.ts'
import { wavOf } from './voice.ts'

const detail = (status: number, name: string, message: string) => json(status, { detail: { status: name, message } })

/** https://elevenlabs.io/docs/api-reference/text-to-speech/convert; errors by https://help.elevenlabs.io/hc/en-us/articles/19572237925521 and …19571824571921 */
const FAILURES = {
  quota: detail(401, 'quota_exceeded', 'This request exceeds your quota.'),
  crowded: { ...detail(429, 'too_many_concurrent_requests', 'Too many concurrent requests.') },
  busy: detail(429, 'system_busy', 'The system is busy.'),
  voice: detail(400, 'voice_not_found', 'A voice was not found.'),
  invalid: json(422, { detail: [{ loc: ['body', 'text'], msg: 'field required', type: 'value_error.missing' }] }),
  down: { status: 503, body: '' },
  page: PAGE,
  click: { status: 200, headers: { 'content-type': 'audio/wav' }, body: wavOf('', 22_050).subarray(0, 44 + 400) },
} as const

export function serveElevenLabs(t: TestContext) {
  return serveService(t, { answer, failures: FAILURES })
}

function answer({ method, path, query, headers, body }: Asked) {
  if (method !== 'POST' || !/^\/v1\/text-to-speech\/[^/]+$/.test(path)) return json(404, { detail: 'Not Found' })
  if (headers['xi-api-key'] !== 'secret') return detail(401, 'invalid_api_key', 'Invalid API key')
  const { text, model_id: model = 'eleven_multilingual_v2', language_code: language, voice_settings: voice = {} } = JSON.parse(body)
  if (typeof text !== 'string' || text === '') return FAILURES.invalid
  if (language !== undefined && !/flash_v2_5|turbo_v2_5|v3/.test(model))
    return detail(400, 'unsupported_language', 'The model takes no language.')
  if ((voice.speed ?? 1) < 0.7 || (voice.speed ?? 1) > 1.2) return detail(400, 'invalid_voice_settings', 'Speed is 0.7 to 1.2.')
  const [, kind, rate] = /^(wav|mp3|pcm)_(\d+)/.exec(query.get('output_format') ?? 'mp3_44100_128') ?? []
  if (kind !== 'wav' || Number(rate) > 24_000) return detail(403, 'output_format_not_allowed', 'Not with this plan.')
  return { status: 200, headers: { 'content-type': 'audio/wav', 'current-concurrent-requests': '1' }, body: wavOf(text, Number(rate)) }
}
