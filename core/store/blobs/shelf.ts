/** What is known of one blob; `plugin` put it last since the start of the host. */
export type Kept = { readonly bytes: number; readonly usedAt: number; readonly isProved: boolean; readonly plugin?: string }

export type ShelfLimits = {
  readonly maxBytes: number
  /** Of one plugin. */
  readonly pluginBytes: number
  readonly maxBlobs: number
  readonly unusedMs: number
}

/** Which blobs there are, the longest unused first. It decides what has to go; it touches no file. */
export function createShelf({ maxBytes, pluginBytes, maxBlobs, unusedMs }: ShelfLimits) {
  const kept = new Map<string, Kept>()
  let total = 0

  function drop(name: string): void {
    total -= kept.get(name)?.bytes ?? 0
    kept.delete(name)
  }

  function* surplusOf(plugin: string, but: string): Generator<string> {
    const own = [...kept].filter(([, blob]) => blob.plugin === plugin)
    let bytes = own.reduce((sum, [, blob]) => sum + blob.bytes, 0)
    for (const [name, blob] of own) {
      if (bytes <= pluginBytes) return
      if (name === but) continue
      bytes -= blob.bytes
      yield name
    }
  }

  /** Everything that must go now that this was used, which itself stays. */
  function* surplus(now: number, { plugin, but }: { readonly plugin?: string; readonly but: string }): Generator<string> {
    if (plugin !== undefined) yield* surplusOf(plugin, but)
    for (const [name, { usedAt }] of kept) {
      if (total <= maxBytes && kept.size <= maxBlobs && now - usedAt < unusedMs) return
      if (name !== but) yield name
    }
  }

  return {
    get: (name: string) => kept.get(name),
    names: () => [...kept.keys()],
    /** As the one that was used last. */
    note(name: string, blob: Kept): void {
      drop(name)
      kept.set(name, blob)
      total += blob.bytes
    },
    drop,
    /** Takes what has to go from the shelf and answers its names. */
    clear(now: number, of: { readonly plugin?: string; readonly but: string }): readonly string[] {
      const gone: string[] = []
      for (const name of surplus(now, of)) {
        drop(name)
        gone.push(name)
      }
      return gone
    },
  }
}
