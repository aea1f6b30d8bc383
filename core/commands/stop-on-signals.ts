import { constants } from 'node:os'
import type { Logger } from '../base/log.ts'

type Parts = {
  /** Ends everything in order. */
  readonly stop: () => Promise<void>
  readonly say: (sentence: string) => void
  readonly log: Logger
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

/** When ending in order takes longer than this, the process ends all the same; what was accepted is in the log. */
const LIMIT_MS = 14_000

/** npm hands on what a terminal gave to every process already; so soon after the one before it is the same signal. */
const ECHO_MS = 200

/**
 * Ends the process with 0 when it is told to, once what waits is finished; the second time at once. Who supervises it tells by messages how
 * many signals came (scripts/supervise.mjs), and when he is gone that is a reason to end, too.
 */
export function stopOnSignals({ stop, say, log }: Parts): void {
  let own = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let isStopping = false

  function begin(reason: string) {
    isStopping = true
    say(`Stopping (${reason}); what waits is finished first. Once more stops at once.`)
    setTimeout(() => process.exit(0), LIMIT_MS).unref()
    stop().then(
      () => {
        say('Stopped.')
        process.exit(0)
      },
      (error) => {
        log.fatal({ error: String(error) }, 'The stop failed')
        process.exit(1)
      },
    )
  }

  function told(signal: Signal, count: number) {
    if (isStopping && count > 1) process.exit(128 + constants.signals[signal])
    if (!isStopping) begin(signal)
  }

  function onSignal(signal: Signal) {
    if (performance.now() - lastAt < ECHO_MS) return
    lastAt = performance.now()
    own += 1
    told(signal, own)
  }

  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('message', (message) => {
    const { signal, count } = Object(message) as { signal?: unknown; count?: unknown }
    if (isSignal(signal) && typeof count === 'number') told(signal, count)
  })
  process.on('disconnect', () => {
    if (!isStopping) begin('its supervisor is gone')
  })
}

const isSignal = (value: unknown): value is Signal => SIGNALS.some((signal) => signal === value)
