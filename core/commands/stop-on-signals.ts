import type { Logger } from '../base/log.ts'

type Parts = {
  /** Ends everything in order. */
  readonly stop: () => Promise<void>
  readonly say: (sentence: string) => void
  readonly log: Logger
}

/** When ending in order takes longer than this, the process ends all the same; what was accepted is in the log. */
const LIMIT_MS = 14_000

/** Ends the process with 0 when it is told to, once what waits is finished; the second time at once. */
export function stopOnSignals({ stop, say, log }: Parts): void {
  let isStopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1)
    isStopping = true
    say(`Stopping (${signal}); what waits is finished first. Once more stops at once.`)
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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}
