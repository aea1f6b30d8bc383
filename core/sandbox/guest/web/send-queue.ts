/** What may wait to be sent; with more, the connection is given up. */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_MESSAGES = 10_000

/** Messages that go out one after the other, so that they arrive in order. Bytes of what is never sent count for ever, as the web has it. */
export function createSendQueue(send: (text: string | null, bytes: Uint8Array) => Promise<void>) {
  let waiting: { readonly text: string | null; readonly bytes: Uint8Array }[] = []
  let bytes = 0
  let isSending = false
  let onEmpty: (() => void)[] = []

  async function drain() {
    if (isSending) return
    isSending = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      for (const message of batch) {
        await send(message.text, message.bytes)
        bytes -= message.bytes.byteLength
      }
    }
    isSending = false
    for (const tell of onEmpty) tell()
    onEmpty = []
  }

  return {
    bytes: () => bytes,
    isFull: (moreBytes: number) => bytes + moreBytes > MAX_BYTES || waiting.length >= MAX_MESSAGES,
    /** Only counts it when it is not to be sent. */
    push(text: string | null, payload: Uint8Array, goesOut: boolean) {
      bytes += payload.byteLength
      if (!goesOut) return
      waiting.push({ text, bytes: payload })
      void drain()
    },
    emptied: () => (isSending ? new Promise<void>((resolve) => onEmpty.push(resolve)) : Promise.resolve()),
    stop() {
      waiting = []
    },
  }
}
