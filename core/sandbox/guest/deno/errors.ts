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

/** An error of Deno's for one that came from the core, with the code that Deno gives it. */
export function createFailures(errors: typeof Deno.errors, web: <T>(name: string) => T) {
  const plain = { TypeError, RangeError, SyntaxError } as const
  return ({ name, message }: Error): Error => {
    if (isErrorName(name)) return coded(new errors[name](message), CLASSES[name])
    if (name === 'QuotaExceededError') return new (web<typeof DOMException>('DOMException'))(message, name)
    return Object.hasOwn(plain, name) ? new plain[name as keyof typeof plain](message) : new Error(message)
  }
}

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
