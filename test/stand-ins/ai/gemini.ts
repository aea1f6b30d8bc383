import type { Answer, Dialect } from './dialect.ts'

const ENDS = { whole: 'STOP', cut: 'MAX_TOKENS', refused: 'SAFETY', blocked: 'STOP' } as const

/** generateContent. `blocked` has no candidates, as a prompt that Google does not take. */
export const gemini: Dialect = {
  path: /^\/v1beta\/models\/[^/:]+:(generateContent|streamGenerateContent\?alt=sse)$/,
  isStream: (path) => path.includes(':stream'),
  streamType: 'text/event-stream',
  stream(answer) {
    if (answer.ends === 'blocked') return [event(blocked(answer))]
    const last = answer.says.length - 1
    return answer.says.map((text, n) => event(part(answer, text, n === last ? ENDS[answer.ends] : undefined)))
  },
  whole: (answer) => (answer.ends === 'blocked' ? blocked(answer) : part(answer, answer.says.join(''), ENDS[answer.ends])),
  error: (code, message) => ({ error: { code, message, status: statusOf(code) } }),
  midway: 'data: {"error":{"code":503,"message":"The model is overloaded","status":"UNAVAILABLE"}}\r\n\r\n',
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\r\n\r\n`

function part(answer: Answer, text: string, finishReason: string | undefined) {
  const candidate = { content: { parts: [{ text }], role: 'model' }, index: 0, ...(finishReason && { finishReason }) }
  return { candidates: [candidate], ...usageOf(answer), modelVersion: 'gemini-flash-lite', responseId: 'r1' }
}

function blocked(answer: Answer) {
  return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, ...usageOf(answer), modelVersion: 'gemini-flash-lite', responseId: 'r1' }
}

function usageOf({ usage }: Answer) {
  if (usage === 'unsaid') return {}
  const { input, output } = usage
  return { usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output } }
}

const statusOf = (code: number) =>
  ({ 400: 'INVALID_ARGUMENT', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE' })[code] ??
  'INTERNAL'
