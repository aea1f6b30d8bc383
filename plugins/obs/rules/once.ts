import type { KeyValue } from '#sdk'

const KEY = 'done'
const REMEMBERED = 200

/** Whether something is done for the first time, also over restarts: what is done counts before it is, so that it is never done twice. */
export function createOnce(kv: Pick<KeyValue, 'get' | 'set'>) {
  let done: Promise<Set<string>> | undefined
  let writing: Promise<void> | undefined
  let isDirty = false

  async function load(): Promise<Set<string>> {
    // Only this file writes it.
    return new Set(((await kv.get(KEY)) ?? []) as readonly string[])
  }

  async function write(keys: ReadonlySet<string>): Promise<void> {
    try {
      while (isDirty) {
        isDirty = false
        await kv.set(KEY, [...keys])
      }
    } finally {
      writing = undefined
    }
  }

  return async (key: string): Promise<boolean> => {
    done ??= load()
    const keys = await done
    if (keys.has(key)) return false
    keys.add(key)
    for (const oldest of keys) if (keys.size > REMEMBERED) keys.delete(oldest)
    isDirty = true
    writing ??= write(keys)
    await writing
    return true
  }
}
