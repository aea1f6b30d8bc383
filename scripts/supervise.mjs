// Starts the core and starts it again when it crashed. Plain JavaScript without packages, so that who watches costs little.
// States: running -> crashed -> (waiting ->) running ... -> ended, with what the core ended with. A mistake that shows when it starts again after a crash is waited out:
// the core that ran did so without it, and whoever can correct it may be asleep.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** So often in a row it is started again at once. */
const FREE_CRASHES = 5
/** Who ran for so long and crashes then is counted from one again. */
const QUICK_MS = 60_000
const FIRST_DELAY_MS = 1_000
const LAST_DELAY_MS = 60_000
/** EX_IOERR of sysexits: the disk is full, or fails. */
const IO_FAILED = 74
const LAST_IO_DELAY_MS = 8_000
/** The core ends by itself within 14 s of the first signal and at once at the second; one that hangs does not. */
const LIMITS_MS = [15_000, 500]
/** npm hands on what a terminal gave to every process already; so soon after the one before it is the same signal. */
const ECHO_MS = 200

/** Runs the command under watch; this process ends as the core does in the end. */
export function supervise(command, args) {
  let core
  let quickCrashes = 0
  let mistakes = 0
  let signals = 0
  let lastSignalAt = Number.NEGATIVE_INFINITY
  let cancelWait

  function start() {
    cancelWait = undefined
    const startedAt = performance.now()
    core = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    core.on('error', (error) => {
      console.error(`Showrunner could not be started: ${error.message}. Start it with --no-supervise to see more.`)
      process.exit(70)
    })
    // It may be gone already.
    core.on('exit', (code, signal) => ended(code, signal, performance.now() - startedAt))
  }

  function ended(code, signal, ranMs) {
    const isAgain = quickCrashes > 0 && ranMs < QUICK_MS
    const isWaitedOut = isMistake(code) && isAgain
    if (signals > 0 || !(isCrash(code, signal) || isWaitedOut)) process.exit(code ?? 128 + constants.signals[signal])
    if (isWaitedOut) mistakes += 1
    else [quickCrashes, mistakes] = [isAgain ? quickCrashes + 1 : 1, 0]
    const delayMs = isWaitedOut ? mistakeDelayMs(code, mistakes) : restartDelayMs(quickCrashes)
    console.error(isWaitedOut ? mistakeSentence(code, delayMs) : sentence({ how: signal ?? `code ${code}`, quickCrashes, delayMs }))
    if (delayMs === 0) return start()
    const timer = setTimeout(start, delayMs)
    cancelWait = () => clearTimeout(timer)
  }

  function onSignal(signal) {
    if (cancelWait) process.exit(0)
    if (performance.now() - lastSignalAt < ECHO_MS) return
    lastSignalAt = performance.now()
    const limitMs = LIMITS_MS[Math.min(signals, LIMITS_MS.length - 1)]
    signals += 1
    // As a message: a terminal gives the signal to the core as well, which must not take it for two.
    if (core.connected) core.send({ signal, count: signals }, () => {})
    setTimeout(() => core.kill('SIGKILL'), limitMs).unref()
  }

  for (const signal of SIGNALS) process.on(signal, onSignal)
  // Whoever reads may go away; the live goes on.
  process.stderr.on('error', () => {})
  start()
}

/** Whether the core ended without wanting to: neither in order, nor for a mistake that its operator has to mend, nor at a second signal. */
export function isCrash(code, signal) {
  if (signal !== null) return true
  return code !== 0 && !isMistake(code) && !SIGNALS.some((name) => code === 128 + constants.signals[name])
}

/** Milliseconds until the next start, after so many crashes in a row that each came within a minute. */
export function restartDelayMs(quickCrashes) {
  return quickCrashes <= FREE_CRASHES ? 0 : backOffMs(quickCrashes - FREE_CRASHES)
}

/** Milliseconds until a start is tried again that a mistake ended, so many times in a row. A disk may have room again by itself, and until then a live is not followed. */
export function mistakeDelayMs(code, times) {
  return Math.min(backOffMs(times), code === IO_FAILED ? LAST_IO_DELAY_MS : LAST_DELAY_MS)
}

const backOffMs = (times) => Math.min(FIRST_DELAY_MS * 2 ** (times - 1), LAST_DELAY_MS)

const isMistake = (code) => code >= 64 && code <= 78

function mistakeSentence(code, delayMs) {
  return `Showrunner cannot start again (code ${code}); the line above says what to correct. It is tried again in ${delayMs / 1000} s, and Ctrl+C ends it.`
}

function sentence({ how, quickCrashes, delayMs }) {
  if (delayMs === 0) return `Showrunner crashed (${how}) and starts again; nothing that was accepted is lost.`
  const times = `Showrunner crashed ${quickCrashes} times in a row (${how})`
  return `${times} and waits ${delayMs / 1000} s before it starts again; the lines above say why, and Ctrl+C ends it.`
}
