/** Says whether an id is new, remembering the last so many. */
export function createSeen(max: number): (id: string) => boolean {
  const ids = new Set<string>()
  return (id) => {
    if (ids.has(id)) return false
    ids.add(id)
    if (ids.size > max) forget(ids)
    return true
  }
}

function forget(ids: Set<string>) {
  const [oldest] = ids
  if (oldest !== undefined) ids.delete(oldest)
}
