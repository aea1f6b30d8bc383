import type { Pull } from './byte-stream.ts'

type How = {
  readonly maxBytes: number
  /** Called once: at the end, at a failure, or when it was cancelled. */
  readonly ended: () => void
  /** It holds all that it may, and nobody has asked for any of it. */
  readonly idle: () => void
  /** Somebody asked for the first time. */
  readonly touched: () => void
}

/**
 * Reads on by itself until so many bytes wait, and goes on when they were taken. So a short body is read to its end though nobody
 * looks at it, and whatever it holds in the core is let go.
 */
export function readAhead(pull: Pull, { maxBytes, ended, idle, touched }: How): Pull {
  const waiting: Uint8Array[] = []
  let bytes = 0
  let over: { readonly error?: unknown } | undefined
  let isReading = false
  let isTouched = false
  let wake = () => {}

  async function fill() {
    if (isReading) return
    isReading = true
    try {
      while (!over && bytes < maxBytes) {
        const piece = await pull.next()
        if (over) break
        if (!piece) return finish({})
        waiting.push(piece)
        bytes += piece.byteLength
        wake()
      }
    } catch (error) {
      finish({ error })
    } finally {
      isReading = false
    }
    if (!over && !isTouched) idle()
  }

  function finish(how: { readonly error?: unknown }) {
    if (over) return
    over = how
    ended()
    wake()
  }

  function touch() {
    if (!isTouched) touched()
    isTouched = true
  }

  void fill()
  return {
    async next() {
      touch()
      while (waiting.length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (over && 'error' in over) throw over.error
      const piece = waiting.shift()
      bytes -= piece?.byteLength ?? 0
      if (!over) void fill()
      return piece
    },
    cancel(reason) {
      if (over) return
      pull.cancel(reason)
      waiting.length = 0
      finish({ error: reason })
    },
  }
}
