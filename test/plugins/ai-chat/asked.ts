import type { Access, Ask } from '../../../plugins/ai-chat/services/service.ts'
import type { ServiceName } from '../../../plugins/ai-chat/services/services.ts'

export const KEY = 'sk-test-1234567890'

export const ASK: Ask = {
  model: 'some-model',
  system: 'Your name is Nova.',
  turns: [
    { role: 'user', text: '{"viewer":"Luna","says":"hi"}' },
    { role: 'assistant', text: 'Hi Luna.' },
    { role: 'user', text: '{"viewer":"Mateo","says":"why?"}' },
  ],
  maxTokens: 150,
  temperature: 0.7,
}

export const LIMITS = { firstTokenMs: 20_000, totalMs: 40_000 }

/** How a service is reached at the stand-in. */
export function accessTo(url: string, service: ServiceName): Access {
  return { url: service === 'openai' ? `${url}/v1` : url, key: KEY, anthropic: { auth: 'bearer', version: '2026-10-21' } }
}
