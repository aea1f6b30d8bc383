import { type Handles, PowerError } from './power.ts'

/** What one generation may hold open. */
const MAX_HANDLES = 64

/** Open until it is ended; what is opened after that is closed at once. */
export function createHandles(max = MAX_HANDLES): Handles {
  const held = new Map<number, { readonly resource: unknown; readonly close: () => void }>()
  const admitted = new Set<number>()
  let last = 0
  let isEnded = false

  function close(id: unknown) {
    const entry = typeof id === 'number' ? held.get(id) : undefined
    if (typeof id === 'number') held.delete(id)
    if (typeof id === 'number') admitted.delete(id)
    entry?.close()
  }

  function hold(resource: unknown, close: () => void) {
    last += 1
    held.set(last, { resource, close })
    return last
  }

  function refuseIfEnded(close: () => void) {
    if (!isEnded) return
    close()
    throw notOpen()
  }

  return {
    open(resource, close) {
      refuseIfEnded(close)
      if (held.size - admitted.size >= max) {
        close()
        throw new PowerError('Busy', `A plugin holds at most ${max} things open; close some first`)
      }
      return hold(resource, close)
    },
    admit(resource, close) {
      refuseIfEnded(close)
      const id = hold(resource, close)
      admitted.add(id)
      return id
    },
    get(id, kind) {
      const resource = typeof id === 'number' ? held.get(id)?.resource : undefined
      if (!(resource instanceof kind)) throw notOpen()
      return resource
    },
    close,
    closeAll() {
      isEnded = true
      for (const id of [...held.keys()]) close(id)
    },
  }
}

const notOpen = () => new PowerError('BadResource', 'Bad resource ID: it was closed, or is no such thing')
