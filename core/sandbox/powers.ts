/**
 * What a plugin may ask the core for: one message each way, checked in the broker at the moment of use.
 * Plain data; the guest calls these, core/sandbox/broker answers them. Handles (`id`) are small numbers of the plugin's generation;
 * everything a generation holds open ends with it.
 */
export type Powers = {
  'kv.get': { args: [key: string]; value: unknown }
  'kv.set': { args: [key: string, value: unknown]; value: undefined }
  'kv.delete': { args: [key: string]; value: undefined }
  'kv.list': { args: [prefix?: string]; value: readonly string[] }
  'kv.sum': { args: [key: string, amount: number]; value: number }

  /** Calls another plugin's action; only looks whether it would where `isDry`. */
  'actions.call': { args: [action: string, input: unknown, isDry?: boolean]; value: unknown }

  /** Begins a blob of this type; its bytes follow by blob.write, then blob.end keeps it. */
  'blob.open': { args: [type: string]; value: { readonly id: number } }
  /** Takes `bytes`; MAX_BLOB_BYTES together. */
  'blob.write': { args: [id: number]; value: undefined }
  /** Where pages of this host find it. */
  'blob.end': { args: [id: number]; value: { readonly url: string } }

  /** Events of the log, of granted types; at most 500, and what 192 KiB hold. */
  'events.query': { args: [look: EventLook]; value: readonly unknown[] }

  'permissions.query': { args: [descriptor: PermissionDescriptor]; value: 'granted' | 'denied' }

  'env.get': { args: [name: string]; value: string | undefined }
  /** Every granted variable that is set. */
  'env.toObject': { args: []; value: Readonly<Record<string, string>> }

  // Relative paths count from the plugin's own data folder.
  'file.open': { args: [path: string, how: OpenHow]; value: { readonly id: number } }
  /** At most `max` bytes, and no more than MAX_CHUNK_BYTES, in `bytes`; none at the end of the file. */
  'file.read': { args: [id: number, max: number]; value: undefined }
  /** Takes `bytes`, at most MAX_CHUNK_BYTES, and writes them all. */
  'file.write': { args: [id: number]; value: undefined }
  'file.close': { args: [id: number]; value: undefined }
  'file.stat': { args: [path: string, how: { readonly followLinks: boolean }]; value: FileFacts }
  'file.list': { args: [path: string]; value: readonly FolderEntry[] }
  'file.mkdir': { args: [path: string, how: { readonly recursive?: boolean; readonly mode?: number }]; value: undefined }
  'file.remove': { args: [path: string, how: { readonly recursive?: boolean }]; value: undefined }
  'file.rename': { args: [from: string, to: string]; value: undefined }
  'file.realPath': { args: [path: string]; value: string }

  /** Starts a program by name, never through a shell. */
  'run.spawn': { args: [command: string, how: SpawnHow]; value: { readonly id: number; readonly pid: number } }
  /** What the program wrote, in `bytes`; none at its end. */
  'run.read': { args: [id: number, stream: 'stdout' | 'stderr']; value: undefined }
  'run.write': { args: [id: number]; value: undefined }
  'run.closeStdin': { args: [id: number]; value: undefined }
  /** Answers when the program ended. */
  'run.status': { args: [id: number]; value: { readonly success: boolean; readonly code: number; readonly signal: string | null } }
  'run.kill': { args: [id: number, signal: string]; value: undefined }

  'net.connect': {
    args: [to: { readonly hostname: string; readonly port: number; readonly tls: boolean; readonly caCerts?: readonly string[] }]
    value: { readonly id: number; readonly localAddr: NetAddress; readonly remoteAddr: NetAddress }
  }
  /** What came, in `bytes`; none when the other side ended. */
  'net.read': { args: [id: number, max: number]; value: undefined }
  'net.write': { args: [id: number]; value: undefined }
  'net.closeWrite': { args: [id: number]; value: undefined }
  'net.close': { args: [id: number]; value: undefined }

  /** Takes connections at a loopback address; port 0 is any that is free. */
  'net.listen': { args: [at: NetAddress]; value: { readonly id: number; readonly addr: NetAddress } }
  /** The next connection, waited for. */
  'net.accept': { args: [id: number]; value: { readonly id: number; readonly localAddr: NetAddress; readonly remoteAddr: NetAddress } }
  'net.unlisten': { args: [id: number]; value: undefined }

  /** Answers HTTP at a loopback address; see Deno.serve. */
  'serve.open': { args: [at: ServeAt]; value: { readonly id: number; readonly addr: NetAddress } }
  /** The next request, waited for; null when the server was closed. */
  'serve.next': { args: [id: number]; value: ServedRequest | null }
  /** The next part of a request's body, in `bytes`; none at its end. */
  'serve.read': { args: [request: number]; value: undefined }
  /** With `hasBody` the body follows by serve.write until serve.end; else `bytes` are all of it, and this answers when they were sent. */
  'serve.answer': { args: [request: number, head: ServedAnswer]; value: undefined }
  'serve.write': { args: [request: number]; value: undefined }
  'serve.end': { args: [request: number]; value: undefined }
  /** Breaks the connection off: the body could not be made. */
  'serve.abort': { args: [request: number]; value: undefined }
  /** Answers when the request is over: whether the other side went away before it had its answer. */
  'serve.gone': { args: [request: number]; value: boolean }
  /** Makes it a WebSocket, which ws.send, ws.receive and ws.close take. */
  'serve.upgrade': {
    args: [request: number, how: { readonly protocol?: string }]
    value: { readonly id: number; readonly protocol: string; readonly extensions: string }
  }
  /** Takes no more; answers when nothing is under way. */
  'serve.shutdown': { args: [id: number]; value: undefined }
  'serve.close': { args: [id: number]; value: undefined }

  /** Begins a request. With `hasBody` its body follows by fetch.write until fetch.endBody. */
  'fetch.open': { args: [request: FetchRequest]; value: { readonly id: number } }
  'fetch.write': { args: [id: number]; value: undefined }
  'fetch.endBody': { args: [id: number]; value: undefined }
  /** Answers when the head of the response is there. */
  'fetch.response': { args: [id: number]; value: FetchResponse }
  /** The next part of the body, in `bytes`; none at its end. */
  'fetch.read': { args: [id: number]; value: undefined }
  'fetch.cancel': { args: [id: number]; value: undefined }

  /** Answers when the socket is open. */
  'ws.open': {
    args: [to: { readonly url: string; readonly protocols: readonly string[] }]
    value: { readonly id: number; readonly protocol: string; readonly extensions: string }
  }
  /** `text` null: a binary message, in `bytes`. */
  'ws.send': { args: [id: number, text: string | null]; value: undefined }
  /** The next message or the end, waited for. A binary message is in `bytes`. */
  'ws.receive': {
    args: [id: number]
    value:
      | { readonly kind: 'text'; readonly text: string }
      | { readonly kind: 'binary' }
      | { readonly kind: 'close'; readonly code: number; readonly reason: string; readonly wasClean: boolean }
  }
  'ws.close': { args: [id: number, code?: number, reason?: string]; value: undefined }
}

export type Method = keyof Powers

/** As Deno.permissions.query takes it. */
export type PermissionDescriptor =
  | { readonly name: 'net'; readonly host?: string }
  | { readonly name: 'read' | 'write'; readonly path?: string }
  | { readonly name: 'env'; readonly variable?: string }
  | { readonly name: 'run'; readonly command?: string }
  | { readonly name: 'sys' | 'ffi' | 'import' }

/** What each permission may be narrowed to, by the field of its descriptor. */
export const PERMISSION_FIELDS = {
  net: 'host',
  read: 'path',
  write: 'path',
  env: 'variable',
  run: 'command',
  sys: undefined,
  ffi: undefined,
  import: undefined,
} as const satisfies Record<PermissionDescriptor['name'], string | undefined>

/** What of the log is wanted; see EventQuery of the sdk. */
export type EventLook = {
  readonly types: readonly string[]
  readonly sessionId?: string
  readonly userId?: string
  readonly since?: string
  readonly after?: number
  readonly order?: 'asc' | 'desc'
  readonly limit?: number
}

export type OpenHow = {
  readonly read?: boolean
  readonly write?: boolean
  readonly append?: boolean
  readonly truncate?: boolean
  readonly create?: boolean
  readonly createNew?: boolean
  readonly mode?: number
}

/** Times are milliseconds since 1970, or null where the system does not know. */
export type FileFacts = {
  readonly isFile: boolean
  readonly isDirectory: boolean
  readonly isSymlink: boolean
  readonly size: number
  readonly mtime: number | null
  readonly atime: number | null
  readonly birthtime: number | null
  readonly mode: number | null
}

export type FolderEntry = { readonly name: string; readonly isFile: boolean; readonly isDirectory: boolean; readonly isSymlink: boolean }

export type SpawnHow = {
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin: 'piped' | 'null'
  readonly stdout: 'piped' | 'null'
  readonly stderr: 'piped' | 'null'
}

export type NetAddress = { readonly hostname: string; readonly port: number }

/** `allowOrigins`: the origins whose pages may ask; see Deno.serve. */
export type ServeAt = NetAddress & { readonly allowOrigins: readonly string[] }

export type ServedRequest = {
  readonly id: number
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly remoteAddr: NetAddress
  readonly hasBody: boolean
}

export type ServedAnswer = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly hasBody: boolean
}

export type FetchRequest = {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly redirect: 'follow' | 'error' | 'manual'
  readonly hasBody: boolean
}

export type FetchResponse = {
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly redirected: boolean
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** There is no body to read, as after HEAD. */
  readonly isEmpty: boolean
}

/** Names an error may have that a power answers with: Deno's classes, DOMException names, and the language's own. */
export const POWER_ERRORS = [
  'NotCapable',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'IsADirectory',
  'NotADirectory',
  'FilesystemLoop',
  'BadResource',
  'Busy',
  'BrokenPipe',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionAborted',
  'AddrInUse',
  'AddrNotAvailable',
  'NetworkUnreachable',
  'NotConnected',
  'TimedOut',
  'Interrupted',
  'InvalidData',
  'UnexpectedEof',
  'WriteZero',
  'NotSupported',
  'Http',
  'QuotaExceededError',
  'SyntaxError',
  'TypeError',
  'RangeError',
  'Error',
] as const
export type PowerErrorName = (typeof POWER_ERRORS)[number]

/** Longest `bytes` of one message either way. */
export const MAX_CHUNK_BYTES = 192 * 1024

/** Longest blob. */
export const MAX_BLOB_BYTES = 8 * 1024 * 1024

/** Every method there is; what is not in it is refused before anything looks at it. */
export const METHODS: { readonly [M in Method]: true } = {
  'kv.get': true,
  'kv.set': true,
  'kv.delete': true,
  'kv.list': true,
  'kv.sum': true,
  'actions.call': true,
  'events.query': true,
  'blob.open': true,
  'blob.write': true,
  'blob.end': true,
  'permissions.query': true,
  'env.get': true,
  'env.toObject': true,
  'file.open': true,
  'file.read': true,
  'file.write': true,
  'file.close': true,
  'file.stat': true,
  'file.list': true,
  'file.mkdir': true,
  'file.remove': true,
  'file.rename': true,
  'file.realPath': true,
  'run.spawn': true,
  'run.read': true,
  'run.write': true,
  'run.closeStdin': true,
  'run.status': true,
  'run.kill': true,
  'net.connect': true,
  'net.read': true,
  'net.write': true,
  'net.closeWrite': true,
  'net.close': true,
  'net.listen': true,
  'net.accept': true,
  'net.unlisten': true,
  'serve.open': true,
  'serve.next': true,
  'serve.read': true,
  'serve.answer': true,
  'serve.write': true,
  'serve.end': true,
  'serve.abort': true,
  'serve.gone': true,
  'serve.upgrade': true,
  'serve.shutdown': true,
  'serve.close': true,
  'fetch.open': true,
  'fetch.write': true,
  'fetch.endBody': true,
  'fetch.response': true,
  'fetch.read': true,
  'fetch.cancel': true,
  'ws.open': true,
  'ws.send': true,
  'ws.receive': true,
  'ws.close': true,
}
