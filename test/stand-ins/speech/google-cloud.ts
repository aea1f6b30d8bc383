import type { TestContext } from 'node:test'
import { type Asked, json, PAGE, serveService } from './service.ts'
import { wavOf } from './voice.ts'

const error = (code: number, status: string, message: string, details: readonly unknown[] = []) =>
  json(code, { error: { code, message, status, details } })
const info = (reason: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' })

/** https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize; https://cloud.google.com/apis/design/errors */
const FAILURES = {
  busy: error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric "requests" and limit "requests per minute"'),
  day: error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric "characters" and limit "characters per day"'),
  disabled: error(403, 'PERMISSION_DENIED', 'Cloud Text-to-Speech API has not been used', [info('SERVICE_DISABLED')]),
  down: error(503, 'UNAVAILABLE', 'The service is currently unavailable.'),
  empty: json(200, { audioContent: '' }),
  strange: json(200, { audioContent: '%%%' }),
  page: PAGE,
} as const

export function serveGoogleCloud(t: TestContext) {
  return serveService(t, { answer, failures: FAILURES })
}

function answer({ method, path, query, headers, body }: Asked) {
  if (method !== 'POST' || path !== '/v1/text:synthesize') return error(404, 'NOT_FOUND', 'Not found')
  // The API takes keys in the header, or in the address as older clients have it.
  if ((headers['x-goog-api-key'] ?? query.get('key')) !== 'secret')
    return error(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [info('API_KEY_INVALID')])
  const { input, voice, audioConfig } = JSON.parse(body)
  if (Buffer.byteLength(input?.text ?? '') > 5000)
    return error(400, 'INVALID_ARGUMENT', 'Either `input.text` or `input.ssml` is longer than 5000 bytes.')
  const isFine =
    input?.text && /^[a-z]{2,3}-[A-Z0-9]{2,3}$/.test(voice?.languageCode) && (!voice.name || voice.name.startsWith(voice.languageCode))
  // By name, or by number as Google's own client has it.
  if (!isFine || !['LINEAR16', 1].includes(audioConfig?.audioEncoding))
    return error(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.')
  return json(200, { audioContent: Buffer.from(wavOf(input.text, audioConfig.sampleRateHertz ?? 24_000)).toString('base64') })
}
