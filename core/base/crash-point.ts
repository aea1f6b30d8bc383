/** Steps of every change of state at which a test may kill the process; each stands in the code once. */
export const CRASH_POINTS = [
  'accept.staged',
  'commit.begin',
  'commit.written',
  'commit.synced',
  'commit.told',
  'attempt.noted',
  'attempt.durable',
  'dispatch.before',
  'dispatch.after',
  'return.received',
  'effect.before',
  'effect.after',
  'ack.noted',
  'ack.written',
  'progress.taken',
  'deadLetter.noted',
  'breaker.noted',
  'mark.before',
  'mark.after',
  'run.begun',
  'run.ended',
  'migration.copied',
  'migration.begin',
  'migration.step',
  'migration.end',
  'retention.begin',
  'retention.end',
  'rewrite.slice',
  'erasure.noted',
  'erasure.begin',
  'erasure.end',
  'backup.made',
  'restore.planned',
  'restore.moved',
  'settings.written',
  'secrets.written',
  'ballast.given',
  'ballast.made',
  'salvage.moved',
  'salvage.copied',
] as const

export type CrashPoint = (typeof CRASH_POINTS)[number]

/** `<point>:<n>`: die when the point is reached the n-th time. Only tests set it. */
const [name, count = '1'] = (process.env.SHOWRUNNER_CRASH_AT ?? '').split(':')
let left = name ? Number(count) : 0

/** Ends the process as SIGKILL does when a test asked for it here; otherwise does nothing. */
export const crashPoint: (point: CrashPoint) => void =
  left > 0
    ? (point) => {
        if (point === name && --left === 0) process.kill(process.pid, 'SIGKILL')
      }
    : () => {}
