/**
 * Of how a plugin failed, what may be logged: where, and not what its error says, which may be a viewer's words. What the host says itself
 * has no stack, and stays.
 */
export function placeOf(failure: string): string {
  const frame = failure.split('\n').find((line) => /^\s+at /.test(line))
  return frame === undefined ? failure : `An error ${frame.trim()}`
}
