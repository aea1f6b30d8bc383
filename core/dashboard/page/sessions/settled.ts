import { useEffect, useState } from 'preact/hooks'

const PAUSE_MS = 250

/** A text once nobody has typed for a moment, so that not every letter is asked of the host. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
