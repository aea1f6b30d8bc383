import type { Answer, Dialect } from './dialect.ts'

const ENDS = { whole: 'end_turn', cut: 'max_tokens', refused: 'refusal', blocked: 'refusal' } as const

/** Messages. */
export const anthropic: Dialect = {
  path: /^\/v1\/messages$/,
  isStream: (_, body) => body.stream === true,
  streamType: 'text/event-stream; charset=utf-8',
  stream(answer) {
    const { input, output } = countsOf(answer)
    const message = {
      ...messageOf(answer),
      content: [],
      stop_reason: null,
      ...(input !== undefined && { usage: { input_tokens: input, output_tokens: 1 } }),
    }
    return [
      event('message_start', { message }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('ping', {}),
      ...answer.says.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
      event('content_block_stop', { index: 0 }),
      event('message_delta', {
        delta: { stop_reason: ENDS[answer.ends], stop_sequence: null },
        ...(output !== undefined && { usage: { output_tokens: output } }),
      }),
      event('message_stop', {}),
    ]
  },
  whole(answer) {
    const { input, output } = countsOf(answer)
    const content = [{ type: 'text', text: answer.says.join(''), citations: null }]
    return {
      ...messageOf(answer),
      content,
      stop_reason: ENDS[answer.ends],
      ...(input !== undefined && { usage: { input_tokens: input, output_tokens: output } }),
    }
  },
  error: (status, says) => ({ type: 'error', error: { type: kindOf(status), message: says }, request_id: 'req_1' }),
  midway: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
}

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}

function messageOf({ model }: Answer) {
  return { id: 'msg_1', type: 'message', role: 'assistant', model, stop_sequence: null }
}

function countsOf({ usage }: Answer): { readonly input?: number; readonly output?: number } {
  return usage === 'unsaid' ? {} : usage
}

const kindOf = (status: number) =>
  ({ 400: 'invalid_request_error', 401: 'authentication_error', 404: 'not_found_error', 429: 'rate_limit_error', 529: 'overloaded_error' })[
    status
  ] ?? 'api_error'
