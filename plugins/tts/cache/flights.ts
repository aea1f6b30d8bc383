/** One run of the same work at a time: who asks meanwhile gets its result. The work is called off when nobody waits for it any more. */
export function createFlights<T>() {
  const flights = new Map<string, { readonly result: Promise<T>; readonly control: AbortController; waiting: number }>()

  function start(key: string, work: (signal: AbortSignal) => Promise<T>) {
    const control = new AbortController()
    const result = work(control.signal).finally(() => flights.delete(key))
    // Who waits hears of it.
    result.catch(() => undefined)
    const flight = { result, control, waiting: 0 }
    flights.set(key, flight)
    return flight
  }

  return async (key: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted()
    const flight = flights.get(key) ?? start(key, work)
    flight.waiting += 1
    let leave = () => {}
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([flight.result, left])
    } finally {
      signal.removeEventListener('abort', leave)
      flight.waiting -= 1
      if (flight.waiting === 0) {
        // A result that came is not hurt by it; the next who asks begins anew.
        flight.control.abort(signal.reason)
        if (flights.get(key) === flight) flights.delete(key)
      }
    }
  }
}
