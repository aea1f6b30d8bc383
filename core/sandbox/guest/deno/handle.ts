import type { DenoParts } from './parts.ts'

export type Handle = {
  /** Rejects with BadResource once closed, and with Interrupted when closed meanwhile. */
  use<T>(work: (id: number) => Promise<T>): Promise<T>
  /** Throws BadResource when it was closed before. */
  close(): void
  /** The same, but closing twice is fine. */
  end(): void
}

/** Something that the core holds open for the plugin. */
export function createHandle(
  { call, errors }: Pick<DenoParts, 'call' | 'errors'>,
  id: number,
  closing: 'file.close' | 'net.close' | 'net.unlisten',
): Handle {
  const waiting = new Set<(reason: Error) => void>()
  let isOpen = true
  const closed = () => new errors.BadResource('Bad resource: it was closed before')

  function end() {
    if (!isOpen) return
    isOpen = false
    for (const interrupt of waiting) interrupt(new errors.Interrupted('It was closed before this was done'))
    // Nobody waits for it: at worst the core closed it already.
    call(closing, [id]).catch(() => {})
  }

  return {
    use: (work) =>
      new Promise((resolve, reject) => {
        if (!isOpen) throw closed()
        waiting.add(reject)
        work(id)
          .then(resolve, reject)
          .finally(() => waiting.delete(reject))
      }),
    close() {
      if (!isOpen) throw closed()
      end()
    },
    end,
  }
}
