const MOST_BYTES = 64 * 1024

/** Cuts what comes in at the zero bytes. Throws when a message is longer than 64 KiB: no game says so much. */
export function createReader() {
  let parts: readonly Uint8Array[] = []
  let bytes = 0

  function keep(part: Uint8Array) {
    bytes += part.byteLength
    if (bytes > MOST_BYTES) throw new Error('The game said more than 64 KiB at once')
    // The buffer that it came in is used again.
    if (part.byteLength > 0) parts = [...parts, part.slice()]
  }

  function take(): string {
    const whole = new Uint8Array(bytes)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.byteLength
    }
    parts = []
    bytes = 0
    return new TextDecoder().decode(whole)
  }

  return (chunk: Uint8Array): readonly string[] => {
    const texts: string[] = []
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      keep(chunk.subarray(from, end))
      texts.push(take())
      from = end + 1
    }
    keep(chunk.subarray(from))
    return texts
  }
}
