import type { Answer, Dialect } from './dialect.ts'

/** Ollama's own chat: a line of JSON for each part. */
export const ollama: Dialect = {
  path: /^\/api\/chat$/,
  isStream: (_, body) => body.stream !== false,
  streamType: 'application/x-ndjson',
  stream: (answer) => [...answer.says.map((text) => line(answer, text)), line(answer, '', true)],
  whole: (answer) => JSON.parse(line(answer, answer.says.join(''), true)),
  error: (status, says) => ({ error: status === 404 ? `model "${says}" not found, try pulling it first` : says }),
  midway: '{"error":"an error was encountered while running the model"}\n',
}

function line({ model, usage, ends }: Answer, content: string, done = false): string {
  const base = { model, created_at: '2026-11-20T12:00:00Z', message: { role: 'assistant', content }, done }
  const counts = usage === 'unsaid' ? {} : { prompt_eval_count: usage.input, eval_count: usage.output }
  return `${JSON.stringify({ ...base, ...(done && { done_reason: ends === 'cut' ? 'length' : 'stop', ...counts }) })}\n`
}
