import { useLayoutEffect, useRef } from 'preact/hooks'

/** Longer than from the look at a button to the thumb on it. */
const STILL_MS = 700

/**
 * Knows when each line of a list came to its place. A thumb that lands on one that was not there a moment ago was meant for another, for example because
 * somebody else settled a line above.
 */
export function useStill(ids: readonly string[]) {
  const places = useRef<ReadonlyMap<string, { readonly place: number; readonly since: number }>>(new Map())
  const isMoving = useRef(false)

  useLayoutEffect(() => {
    const before = places.current
    places.current = new Map(
      ids.map((id, place) => {
        const known = before.get(id)
        return [id, known?.place === place ? known : { place, since: Date.now() }]
      }),
    )
  })

  return {
    /** A finger came down on this line. */
    land(id: string) {
      isMoving.current = Date.now() - (places.current.get(id)?.since ?? 0) < STILL_MS
    },
    /** Whether the press that follows was meant for another line; asked once for each. */
    isHasty(): boolean {
      const wasMoving = isMoving.current
      isMoving.current = false
      return wasMoving
    },
  }
}
