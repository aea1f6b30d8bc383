import type { ModerationSettings } from './settings.ts'

export type Provider = ModerationSettings['provider']

const TEXT_MAX = 2000

/**
 * Asks OpenAI's moderation endpoint, or one that speaks as it does, about a text: the worst category that is at least as sure as the threshold.
 * Answers undefined when there is none, and when the service fails, refuses or takes too long: the plugin's own lists have spoken by then.
 * https://platform.openai.com/docs/api-reference/moderations
 */
export async function askProvider(provider: Provider, text: string, fetcher: typeof fetch = fetch): Promise<string | undefined> {
  if (!provider.isOn || provider.key === '') return undefined
  try {
    const response = await fetcher(`${provider.url.replace(/\/$/u, '')}/moderations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${provider.key}` },
      body: JSON.stringify({ model: 'omni-moderation-latest', input: text.slice(0, TEXT_MAX) }),
      signal: AbortSignal.timeout(provider.timeoutMs),
    })
    if (!response.ok) return undefined
    return worstOf(await response.json(), provider.threshold)
  } catch {
    // Its silence hides nothing.
    return undefined
  }
}

function worstOf(answer: unknown, threshold: number): string | undefined {
  const results: unknown = Object(answer).results
  const scores: unknown = Array.isArray(results) ? Object(results[0]).category_scores : undefined
  const sure = Object.entries(Object(scores)).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= threshold,
  )
  return sure.sort(([, a], [, b]) => b - a)[0]?.[0].slice(0, 60)
}
