import { at, countAt, present, textAt } from './fields.ts'
import type { Piece, Wire } from './service.ts'

/** Google's Gemini, by its generateContent. An answer without candidates was blocked. https://ai.google.dev/api/generate-content */
export const gemini: Wire = {
  framing: 'events',
  request: ({ model, system, turns, maxTokens, temperature }, { url, key }, isStream) => ({
    url: `${url}/v1beta/models/${encodeURIComponent(model)}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: { 'x-goog-api-key': key },
    body: {
      systemInstruction: { parts: [{ text: system }] },
      contents: turns.map(({ role, text }) => ({ role: role === 'user' ? 'user' : 'model', parts: [{ text }] })),
      generationConfig: { maxOutputTokens: maxTokens, ...(temperature !== undefined && { temperature }) },
    },
  }),
  readPart: read,
  readWhole: (body) => ({ ended: 'refused', ...read(body) }),
}

function read(message: unknown): Piece {
  const error = textAt(message, 'error', 'message')
  if (error) return { failure: { isBusy: [429, 500, 503, 504].includes(countAt(message, 'error', 'code') ?? 0), says: error } }
  const parts = at(message, 'candidates', 0, 'content', 'parts')
  // What a model thought to itself is marked, and not for anybody.
  const text = Array.isArray(parts) ? parts.map((part) => (at(part, 'thought') === true ? '' : (textAt(part, 'text') ?? ''))).join('') : ''
  const isBlocked = textAt(message, 'promptFeedback', 'blockReason') !== undefined
  return present({
    text: text || undefined,
    usage: at(message, 'usageMetadata') ? usageOf(message) : undefined,
    ended: isBlocked ? 'refused' : endOf(textAt(message, 'candidates', 0, 'finishReason')),
  }) as Piece
}

function usageOf(message: unknown): Piece['usage'] {
  const said = countAt(message, 'usageMetadata', 'candidatesTokenCount')
  const thought = countAt(message, 'usageMetadata', 'thoughtsTokenCount')
  const output = said === undefined && thought === undefined ? undefined : (said ?? 0) + (thought ?? 0)
  return present({ input: countAt(message, 'usageMetadata', 'promptTokenCount'), output })
}

function endOf(reason: string | undefined): Piece['ended'] {
  if (reason === undefined) return undefined
  if (reason === 'STOP') return 'whole'
  return reason === 'MAX_TOKENS' ? 'cut' : 'refused'
}
