/** Memory that the worker fills and the guest reads: batches of events, and what an answer brings. */
export function createRooms() {
  const rooms = new Map<number, Uint8Array>()

  function get(room: number): Uint8Array {
    const bytes = rooms.get(room)
    if (!bytes) throw new RangeError(`There is no room ${room}`)
    return bytes
  }

  return {
    make(room: number, bytes: number): Uint8Array {
      const made = new Uint8Array(bytes)
      rooms.set(room, made)
      return made
    },
    get,
    drop(room: number): void {
      rooms.delete(room)
    },
    take(room: number): Uint8Array {
      const bytes = get(room)
      rooms.delete(room)
      return bytes
    },
  }
}
