/** How much one client may ask of the server. Tests hand in smaller ones. */
export const LIMITS = {
  /** Of a request's body. */
  bodyBytes: 64 * 1024,
  headers: 64,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  /** How often the two times above are looked at. */
  checkMs: 1_000,
  /** Sockets that have not shown a key, of one peer and of all. */
  strangersPerPeer: 200,
  strangers: 2_000,
  /** WebSockets; each has shown a key. */
  websockets: 6_000,
  /** Sockets of /streaming and /streaming/overlay. */
  channels: 2_000,
  /** Event streams of one key, and of all. */
  streamsPerKey: 20,
  streams: 1_000,
  wrongKeysPerMinute: 20,
  /** Of a WebSocket message that comes in. */
  messageBytes: 64 * 1024,
  messagesPerSecond: 50,
  /** Of what waits for one slow reader. */
  waitingBytes: 1024 * 1024,
  waitingMessages: 1_000,
  /** How long, and how many, answers to requests with an Idempotency-Key are remembered; the longest that is. */
  idempotencyMs: 24 * 3_600_000,
  idempotencyKeys: 5_000,
  idempotencyBytes: 32 * 1024,
  /** A WebSocket that answers neither of two pings is gone. */
  pingMs: 15_000,
  /** How long a peer has to answer a close. */
  closeMs: 1_000,
}

export type Limits = Readonly<typeof LIMITS>
