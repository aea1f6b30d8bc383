import { failureOf, RetryError } from '#sdk/failures'
import { post } from '#sdk/post'
import type { RobloxSettings } from './settings.ts'

/** Bytes of one message; Roblox says 1,024 characters. */
export const MAX_BYTES = 1024

/**
 * How many messages Roblox takes for a topic in a minute: 40, and 80 for each server.
 * https://create.roblox.com/docs/cloud-services/cross-server-messaging
 */
export const perMinute = (servers: number) => 40 + 80 * servers

/**
 * Publishes one text to all servers of the experience. Rejects as core/kit/failures says.
 * https://create.roblox.com/docs/cloud/reference/Universe#Publish-Universe-Message
 */
export function createOpenCloud({ address, universeId, apiKey, topic, timeoutMs }: RobloxSettings) {
  const url = `${address}/cloud/v2/universes/${encodeURIComponent(universeId)}:publishMessage`
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
  return async (message: string, signal: AbortSignal): Promise<void> => {
    const answer = await post({ url, headers, body: JSON.stringify({ topic, message }), timeoutMs, signal })
    const failure = failureOf(answer, 'Roblox')
    // Its limits count by the minute.
    if (failure instanceof RetryError && answer.status === 429) throw new RetryError(failure.message, failure.retryAfterMs ?? 60_000)
    if (failure) throw failure
  }
}
