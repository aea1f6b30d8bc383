import { at, countAt, present, textAt } from './fields.ts'
import type { Access, Piece, Wire } from './service.ts'

/**
 * Anthropic's messages. Newer clients send the key as Bearer with version 2026-10-21, older ones as x-api-key with 2023-06-01: both can be set.
 * https://docs.claude.com/en/api/messages
 */
export const anthropic: Wire = {
  framing: 'events',
  request: ({ model, system, turns, maxTokens, temperature }, access, isStream) => ({
    url: `${access.url}/v1/messages`,
    headers: headersOf(access),
    body: {
      model,
      max_tokens: maxTokens,
      system,
      messages: turns.map(({ role, text }) => ({ role, content: text })),
      ...(temperature !== undefined && { temperature }),
      ...(isStream && { stream: true }),
    },
  }),
  readPart(message) {
    const type = textAt(message, 'type')
    if (type === 'error') return failed(message)
    if (type === 'message_start') return usagePiece(at(message, 'message'))
    if (type === 'content_block_delta') return present({ text: textAt(message, 'delta', 'text') }) as Piece
    if (type === 'message_delta') return { ...usagePiece(message), ...endOf(textAt(message, 'delta', 'stop_reason')) }
    return undefined
  },
  readWhole(body) {
    if (textAt(body, 'type') === 'error') return failed(body)
    const blocks = at(body, 'content')
    const text = Array.isArray(blocks) ? blocks.map((block) => textAt(block, 'text') ?? '').join('') : ''
    return { text, ...usagePiece(body), ...endOf(textAt(body, 'stop_reason')) }
  },
}

function headersOf({ key, anthropic: { auth, version } }: Access): Record<string, string> {
  return { 'anthropic-version': version, ...(auth === 'bearer' ? { authorization: `Bearer ${key}` } : { 'x-api-key': key }) }
}

function usagePiece(message: unknown): Piece {
  return { usage: present({ input: countAt(message, 'usage', 'input_tokens'), output: countAt(message, 'usage', 'output_tokens') }) }
}

const ENDED: Readonly<Record<string, Piece['ended']>> = { max_tokens: 'cut', model_context_window_exceeded: 'cut', refusal: 'refused' }

function endOf(reason: string | undefined): Piece {
  return reason === undefined ? {} : { ended: ENDED[reason] ?? 'whole' }
}

function failed(message: unknown): Piece {
  const kind = textAt(message, 'error', 'type') ?? ''
  return { failure: { isBusy: /overloaded|rate_limit|api_error|timeout/.test(kind), says: textAt(message, 'error', 'message') ?? kind } }
}
