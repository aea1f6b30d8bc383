import type { Call } from '../calls.ts'
import type { DenoParts } from './parts.ts'

/** Deno's error classes, each with the code of the system's error that it stands for, if it is one. */
const CLASSES = {
  NotFound: 'ENOENT',
  PermissionDenied: 'EACCES',
  ConnectionRefused: 'ECONNREFUSED',
  ConnectionReset: 'ECONNRESET',
  ConnectionAborted: 'ECONNABORTED',
  NotConnected: 'ENOTCONN',
  AddrInUse: 'EADDRINUSE',
  AddrNotAvailable: 'EADDRNOTAVAIL',
  BrokenPipe: 'EPIPE',
  AlreadyExists: 'EEXIST',
  InvalidData: undefined,
  TimedOut: 'ETIMEDOUT',
  Interrupted: 'EINTR',
  WriteZero: undefined,
  WouldBlock: 'EWOULDBLOCK',
  UnexpectedEof: undefined,
  BadResource: undefined,
  Http: undefined,
  Busy: undefined,
  NotSupported: undefined,
  FilesystemLoop: 'ELOOP',
  IsADirectory: 'EISDIR',
  NetworkUnreachable: 'ENETUNREACH',
  NotADirectory: 'ENOTDIR',
  NotCapable: undefined,
} satisfies Record<keyof typeof Deno.errors, string | undefined>

type ErrorName = keyof typeof CLASSES

/** Deno.errors: one class for each name of the table. */
export function createErrors(): typeof Deno.errors {
  const classes = Object.keys(CLASSES).map((name) => [name, errorClass(name)])
  // The table has exactly the names of the type.
  return Object.fromEntries(classes) as typeof Deno.errors
}

/** The same calls, rejecting with Deno's errors, and with the code that Deno gives them. */
export function withDenoErrors(call: Call, { errors, web }: Pick<DenoParts, 'errors' | 'web'>): Call {
  return (method, args, bytes) =>
    call(method, args, bytes).catch(({ name, message }: Error) => {
      if (isErrorName(name)) throw coded(new errors[name](message), CLASSES[name])
      if (name === 'QuotaExceededError') throw new (web<typeof DOMException>('DOMException'))(message, name)
      throw isPlainName(name) ? new PLAIN[name](message) : new Error(message)
    })
}

/** The same error, made where it is thrown on: V8 loses the way to a plugin's line where several wait for one promise. */
export function madeAnew(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // Of this folder's own classes, the language's, or DOMException, which alone is told its name.
  const Class = error.constructor as new (message: string, name: string) => Error
  const anew = new Class(error.message, error.name)
  return coded(anew, 'code' in error && typeof error.code === 'string' ? error.code : undefined)
}

const PLAIN = { TypeError, RangeError, SyntaxError } as const

const isPlainName = (name: string): name is keyof typeof PLAIN => Object.hasOwn(PLAIN, name)

const isErrorName = (name: string): name is ErrorName => Object.hasOwn(CLASSES, name)

function coded(error: Error, code: string | undefined): Error {
  return code === undefined ? error : Object.assign(error, { code })
}

function errorClass(name: string) {
  const classes = {
    [name]: class extends Error {
      constructor(message?: string, options?: ErrorOptions) {
        super(message, options)
        // Assigning would fail: the prototype's own `name` is frozen.
        Object.defineProperty(this, 'name', { value: name, writable: true, enumerable: true, configurable: true })
      }
    },
  }
  return classes[name]
}
