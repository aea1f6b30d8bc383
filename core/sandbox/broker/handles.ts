import { type Handles, PowerError } from './power.ts'

/** What one generation may hold open. */
export const MAX_HANDLES = 64

/** Open until it is ended; what is opened after that is closed at once. */
export function createHandles(max = MAX_HANDLES): Handles {
  const held = new Map<number, { readonly resource: unknown; readonly close: () => void }>()
  let last = 0
  let isEnded = false

  function close(id: unknown) {
    const entry = typeof id === 'number' ? held.get(id) : undefined
    if (typeof id === 'number') held.delete(id)
    entry?.close()
  }

  return {
    open(resource, close) {
      if (isEnded || held.size >= max) {
        close()
        throw isEnded ? notOpen() : new PowerError('Busy', `A plugin holds at most ${max} things open; close some first`)
      }
      last += 1
      held.set(last, { resource, close })
      return last
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
