import { RetryError } from '#sdk/failures'

type Waiting = { readonly text: string; readonly bytes: number; readonly resolve: () => void; readonly reject: (error: Error) => void }

type Parts = {
  /** Publishes a JSON array as one message. */
  readonly publish: (message: string) => Promise<void>
  readonly maxBytes: number
  readonly perMinute: number
  /** Milliseconds, of which only differences count. */
  readonly now?: () => number
}

const MAX_WAITING = 500

/** As many as fit into one message, in order, and no more messages in a minute than are taken: what comes meanwhile goes with the next. */
export function createBatches({ publish, maxBytes, perMinute, now = () => performance.now() }: Parts) {
  const gapMs = 60_000 / perMinute
  const waiting: Waiting[] = []
  let freeAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isSending = false

  function wake() {
    if (isSending || timer !== undefined || waiting.length === 0) return
    timer = setTimeout(send, Math.max(0, freeAt - now()))
  }

  async function send() {
    timer = undefined
    const batch = take()
    isSending = true
    freeAt = now() + gapMs
    try {
      if (batch.length > 0) await publish(`[${batch.map(({ text }) => text).join(',')}]`)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // Whoever asks to be left alone is.
      freeAt = Math.max(freeAt, now() + ((error as RetryError).retryAfterMs ?? 0))
      for (const { reject } of batch) reject(error as Error)
    }
    isSending = false
    wake()
  }

  function take(): readonly Waiting[] {
    let bytes = 2
    const fitting = waiting.findIndex((one) => {
      bytes += one.bytes + 1
      return bytes - 1 > maxBytes
    })
    return waiting.splice(0, fitting === -1 ? waiting.length : fitting)
  }

  return {
    size: () => waiting.length,
    /** Resolves when a message with this JSON in it was taken. Rejects as `publish` does, and with RetryError when it was not its turn in time. */
    add(text: string, signal: AbortSignal): Promise<void> {
      if (waiting.length >= MAX_WAITING) return Promise.reject(new RetryError(`${MAX_WAITING} events wait for Roblox already`))
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          const at = waiting.indexOf(one)
          if (at === -1) return
          waiting.splice(at, 1)
          reject(new RetryError('Roblox takes no more messages this minute'))
        }
        const over =
          <A extends readonly unknown[]>(then: (...given: A) => void) =>
          (...given: A) => {
            signal.removeEventListener('abort', giveUp)
            then(...given)
          }
        const one = { text, bytes: new TextEncoder().encode(text).length, resolve: over(resolve), reject: over(reject) }
        waiting.push(one)
        signal.addEventListener('abort', giveUp)
        if (signal.aborted) giveUp()
        wake()
      })
    },
    stop() {
      clearTimeout(timer)
      for (const { reject } of waiting.splice(0)) reject(new RetryError('The plugin was stopped'))
    },
  }
}
