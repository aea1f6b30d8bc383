import type EulerStreamApiClient from 'tiktok-live-api-sdk'

/** What the sign server answered when asked for a WebSocket address. */
export type SignAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Uint8Array
}

export type SignServerOptions = {
  readonly Client: typeof EulerStreamApiClient
  readonly userAgent: string
  readonly endpoint: URL | undefined
  readonly apiKey: string | undefined
  readonly signal: AbortSignal
}

const BASE_PATH = 'https://api.eulerstream.com'
const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

/**
 * A sign server client of one connection's own: the connector's default is shared by the whole process, its key too.
 * Keeps the last answer, because the connector drops the history's unknown messages and the reason of a refusal.
 */
export function createSignServer({ Client, userAgent, endpoint, apiKey, signal }: SignServerOptions) {
  const client = new Client({
    basePath: endpoint?.origin ?? BASE_PATH,
    ...(apiKey && { apiKey }),
    baseOptions: {
      validateStatus: () => true,
      timeout: TIMEOUT_MS,
      maxContentLength: MAX_ANSWER_BYTES,
      headers: { 'User-Agent': userAgent },
      signal,
      ...(endpoint && { proxy: false }),
    },
  })
  const ask = client.rooms.fetchWebcastURL.bind(client.rooms)
  let answer: SignAnswer | undefined
  client.rooms.fetchWebcastURL = async (...question) => {
    answer = undefined
    const response = await ask(...question)
    const body: unknown = response.data
    answer = {
      status: response.status,
      headers: { ...response.headers },
      body: body instanceof Uint8Array ? body : Buffer.alloc(0),
    }
    return response
  }
  return { client, answer: () => answer }
}
