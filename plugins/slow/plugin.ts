import type { Host, Plugin } from '#sdk'

const MOST_MS = 50_000

export default {
  on: {
    async '*'(event, host, { signal }) {
      const delayMs = readDelay(host)
      await pause(delayMs, signal)
      host.log.info(`${event.eventType} done after ${delayMs} ms`)
    },
  },
} satisfies Plugin

function readDelay({ settings }: Host): number {
  const { delayMs } = settings
  if (typeof delayMs === 'number' && delayMs >= 0 && delayMs <= MOST_MS) return delayMs
  throw new RangeError(`The setting delayMs must be a number from 0 to ${MOST_MS}`)
}

/** Waits, and gives up at once when the host has no more time for it. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('The host stopped waiting'))
    })
  })
}
