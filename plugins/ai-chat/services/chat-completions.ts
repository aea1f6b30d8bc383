import { at, countAt, present, textAt } from './fields.ts'
import type { Access, Ask, Piece, Wire } from './service.ts'

/**
 * OpenAI's chat completions, which most others speak too. OpenAI itself takes `max_completion_tokens`, the others `max_tokens`.
 * https://platform.openai.com/docs/api-reference/chat
 */
function createChatCompletions(limitField: 'max_completion_tokens' | 'max_tokens'): Wire {
  return {
    framing: 'events',
    request: (ask, access, isStream) => ({
      url: `${access.url}/chat/completions`,
      headers: access.key ? { authorization: `Bearer ${access.key}` } : {},
      body: bodyOf(ask, limitField, isStream),
    }),
    readPart: (message) => read(message, 'delta'),
    readWhole: (body) => read(body, 'message'),
  }
}

/** OpenAI itself. */
export const openai = createChatCompletions('max_completion_tokens')

/** Anything that speaks as OpenAI does: Ollama, LM Studio, llama.cpp, vLLM, OpenRouter … */
export const compatible: Wire = {
  ...createChatCompletions('max_tokens'),
  request: (ask, access, isStream) => createChatCompletions('max_tokens').request(ask, { ...access, url: versioned(access) }, isStream),
}

/** A bare address of a local server means its `/v1`. */
function versioned({ url }: Access): string {
  return new URL(url).pathname === '/' ? `${url}/v1` : url
}

function bodyOf({ model, system, turns, maxTokens, temperature }: Ask, limitField: string, isStream: boolean) {
  return {
    model,
    messages: [{ role: 'system', content: system }, ...turns.map(({ role, text }) => ({ role, content: text }))],
    [limitField]: maxTokens,
    ...(temperature !== undefined && { temperature }),
    ...(isStream && { stream: true, stream_options: { include_usage: true } }),
  }
}

const ENDED = { stop: 'whole', length: 'cut', content_filter: 'refused' } as const satisfies Record<string, Piece['ended']>

function read(message: unknown, where: 'delta' | 'message'): Piece {
  const error = textAt(message, 'error', 'message')
  if (error) return { failure: { isBusy: /overload|rate|capacity|server/i.test(textAt(message, 'error', 'type') ?? ''), says: error } }
  const reason = textAt(message, 'choices', 0, 'finish_reason')
  const isRefused = textAt(message, 'choices', 0, where, 'refusal') !== undefined
  return present({
    text: textAt(message, 'choices', 0, where, 'content'),
    usage: at(message, 'usage') ? usageOf(message) : undefined,
    ended: isRefused ? 'refused' : reason && (Object.hasOwn(ENDED, reason) ? ENDED[reason as keyof typeof ENDED] : 'whole'),
  }) as Piece
}

function usageOf(message: unknown): Piece['usage'] {
  return present({ input: countAt(message, 'usage', 'prompt_tokens'), output: countAt(message, 'usage', 'completion_tokens') })
}
