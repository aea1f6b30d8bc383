import { getSystemErrorMap } from 'node:util'
import type { PowerErrorName } from '../powers.ts'
import { PowerError } from './power.ts'

/** Deno's class for what the system said; anything else is a plain Error. */
const NAMES: Readonly<Record<string, PowerErrorName>> = {
  ENOENT: 'NotFound',
  EEXIST: 'AlreadyExists',
  EACCES: 'PermissionDenied',
  EPERM: 'PermissionDenied',
  EISDIR: 'IsADirectory',
  ENOTDIR: 'NotADirectory',
  ELOOP: 'FilesystemLoop',
  EBUSY: 'Busy',
  ETXTBSY: 'Busy',
  EBADF: 'BadResource',
  EPIPE: 'BrokenPipe',
  EINTR: 'Interrupted',
  EINVAL: 'TypeError',
  ETIMEDOUT: 'TimedOut',
  ENOTSUP: 'NotSupported',
  ENOSYS: 'NotSupported',
}

/** An error of a system call in Deno's words; `doing` says what was asked for. Other errors come back as they are. */
export function systemError(error: unknown, doing: string): unknown {
  if (error instanceof PowerError || !(error instanceof Error)) return error
  const { errno, code } = error as NodeJS.ErrnoException
  if (typeof errno !== 'number' || typeof code !== 'string') return error
  // The system's own message would tell paths that only the broker knows.
  const [, sentence = code] = getSystemErrorMap().get(errno) ?? []
  const words = sentence.charAt(0).toUpperCase() + sentence.slice(1)
  return new PowerError(NAMES[code] ?? 'Error', `${words} (os error ${Math.abs(errno)}): ${doing}`)
}
