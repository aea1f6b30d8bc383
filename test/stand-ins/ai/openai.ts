import type { Answer, Dialect } from './dialect.ts'

const ENDS = { whole: 'stop', cut: 'length', refused: 'stop', blocked: 'content_filter' } as const

/** Chat completions. */
export const openai: Dialect = {
  path: /^(\/v1)?\/chat\/completions$/,
  isStream: (_, body) => body.stream === true,
  streamType: 'text/event-stream; charset=utf-8',
  stream(answer) {
    const refused = answer.ends === 'refused'
    const wantsUsage = Reflect.get(Object(answer.asked.stream_options), 'include_usage') === true
    return [
      event(chunk(answer, { role: 'assistant', content: '', refusal: null }, null)),
      ...answer.says.map((text) => event(chunk(answer, refused ? { refusal: text } : { content: text }, null))),
      event(chunk(answer, {}, ENDS[answer.ends])),
      ...(wantsUsage && answer.usage !== 'unsaid'
        ? [event({ ...base(answer, 'chat.completion.chunk'), choices: [], usage: usageOf(answer) })]
        : []),
      'data: [DONE]\n\n',
    ]
  },
  whole(answer) {
    const text = answer.says.join('')
    const message = {
      role: 'assistant',
      content: answer.ends === 'refused' ? null : text,
      refusal: answer.ends === 'refused' ? text : null,
    }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: ENDS[answer.ends] }]
    return { ...base(answer, 'chat.completion'), choices, ...(answer.usage !== 'unsaid' && { usage: usageOf(answer) }) }
  },
  error: (status, says) => ({
    error: { message: says, type: status === 429 ? 'rate_limit_error' : 'invalid_request_error', param: null, code: codeOf(status) },
  }),
  midway: 'data: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}\n\n',
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
const codeOf = (status: number) => ({ 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' })[status] ?? null

function base({ model }: Answer, object: string) {
  return { id: 'chatcmpl-1', object, created: 1_790_000_000, model, system_fingerprint: 'fp_1', service_tier: 'default' }
}

function chunk(answer: Answer, delta: object, finish_reason: string | null) {
  return { ...base(answer, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason }], usage: null }
}

function usageOf({ usage }: Answer) {
  const { input, output } = usage === 'unsaid' ? { input: 0, output: 0 } : usage
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}
