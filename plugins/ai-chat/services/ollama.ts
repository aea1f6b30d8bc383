import { countAt, present, textAt } from './fields.ts'
import type { Piece, Wire } from './service.ts'

/** Ollama's own chat, a line of JSON for each part. https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollama: Wire = {
  framing: 'lines',
  request: ({ model, system, turns, maxTokens, temperature }, { url, key }, isStream) => ({
    url: `${url}/api/chat`,
    headers: key ? { authorization: `Bearer ${key}` } : {},
    body: {
      model,
      messages: [{ role: 'system', content: system }, ...turns.map(({ role, text }) => ({ role, content: text }))],
      stream: isStream,
      options: { num_predict: maxTokens, ...(temperature !== undefined && { temperature }) },
    },
  }),
  readPart: read,
  readWhole: read,
}

function read(message: unknown): Piece {
  const error = textAt(message, 'error')
  if (error) return { failure: { isBusy: /busy|overload/i.test(error), says: error } }
  const isDone = Reflect.get(Object(message), 'done') === true
  return present({
    text: textAt(message, 'message', 'content'),
    usage: isDone ? present({ input: countAt(message, 'prompt_eval_count'), output: countAt(message, 'eval_count') }) : undefined,
    ended: isDone ? (textAt(message, 'done_reason') === 'length' ? 'cut' : 'whole') : undefined,
  }) as Piece
}
