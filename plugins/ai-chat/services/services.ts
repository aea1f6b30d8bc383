import { anthropic } from './anthropic.ts'
import { compatible, openai } from './chat-completions.ts'
import { gemini } from './gemini.ts'
import { ollama } from './ollama.ts'
import type { Wire } from './service.ts'

export type ServiceName = 'openai' | 'anthropic' | 'gemini' | 'compatible' | 'ollama'

type Facts = {
  readonly wire: Wire
  readonly title: string
  /** Small, quick and cheap ones, that take a temperature and do not think for long. */
  readonly model: string
  /** It runs on the operator's own machine, and needs neither key nor money. */
  readonly isLocal: boolean
}

/** Who can be asked. */
export const SERVICES = {
  openai: { wire: openai, title: 'OpenAI', model: 'gpt-4o-mini', isLocal: false },
  anthropic: { wire: anthropic, title: 'Anthropic', model: 'claude-haiku-4-5', isLocal: false },
  gemini: { wire: gemini, title: 'Gemini', model: 'gemini-flash-lite-latest', isLocal: false },
  compatible: { wire: compatible, title: 'The local server', model: 'llama3.2', isLocal: true },
  ollama: { wire: ollama, title: 'Ollama', model: 'llama3.2', isLocal: true },
} as const satisfies Record<ServiceName, Facts>

export function isService(name: unknown): name is ServiceName {
  return typeof name === 'string' && Object.hasOwn(SERVICES, name)
}
