/** The signals that a program may be sent, with their numbers on Linux. */
const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
} as const

/** The name of a signal, given by name or number. Throws TypeError. */
export function signalOf(signal: unknown): string {
  const found = Object.entries(SIGNALS).find(([name, number]) => name === signal || number === signal)
  if (!found) throw new TypeError(`Invalid signal: ${String(signal)}. There are ${Object.keys(SIGNALS).join(', ')}`)
  return found[0]
}
