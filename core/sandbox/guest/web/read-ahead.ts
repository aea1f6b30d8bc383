import type { Pull } from './byte-stream.ts'

/**
 * Reads on by itself until so many bytes wait, and goes on when they were taken. So a short body is read to its end though nobody
 * looks at it, and whatever it holds in the core is let go. `ended` is called once: at the end, at a failure, or when it was cancelled.
 */
export function readAhead(pull: Pull, { maxBytes, ended }: { readonly maxBytes: number; readonly ended: () => void }): Pull {
  const waiting: Uint8Array[] = []
  let bytes = 0
  let over: { readonly error?: unknown } | undefined
  let reading = false
  let wake: (() => void) | undefined

  async function fill() {
    if (reading) return
    reading = true
    try {
      while (!over && bytes < maxBytes) {
        const piece = await pull.next()
        if (over) break
        if (!piece) return finish({})
        waiting.push(piece)
        bytes += piece.byteLength
        wake?.()
      }
    } catch (error) {
      finish({ error })
    } finally {
      reading = false
    }
  }

  function finish(how: { readonly error?: unknown }) {
    if (over) return
    over = how
    ended()
    wake?.()
  }

  void fill()
  return {
    async next() {
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
