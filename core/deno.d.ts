/**
 * The global `Deno` of a plugin: the part of Deno's own namespace that plugins have, with Deno's types.
 * core/sandbox/guest/deno/README.md says what is in, what is not, and how it differs.
 */
declare namespace Deno {
  /** What went wrong, by class. `code` is the system's name for it, for example ENOENT, where the system is to blame. */
  namespace errors {
    class NotFound extends Error {}
    class PermissionDenied extends Error {}
    class ConnectionRefused extends Error {}
    class ConnectionReset extends Error {}
    class ConnectionAborted extends Error {}
    class NotConnected extends Error {}
    class AddrInUse extends Error {}
    class AddrNotAvailable extends Error {}
    class BrokenPipe extends Error {}
    class AlreadyExists extends Error {}
    class InvalidData extends Error {}
    class TimedOut extends Error {}
    class Interrupted extends Error {}
    class WouldBlock extends Error {}
    class WriteZero extends Error {}
    class UnexpectedEof extends Error {}
    class BadResource extends Error {}
    class Http extends Error {}
    class Busy extends Error {}
    class NotSupported extends Error {}
    class FilesystemLoop extends Error {}
    class IsADirectory extends Error {}
    class NetworkUnreachable extends Error {}
    class NotADirectory extends Error {}
    /** The plugin was not granted this. */
    class NotCapable extends Error {}
  }

  // Files. A relative path counts from the plugin's own data folder. Needs the permission `read` or `write`, by real path.

  interface ReadFileOptions {
    signal?: AbortSignal | undefined
  }
  /** Up to 64 MiB; RangeError above. */
  function readFile(path: string | URL, options?: ReadFileOptions): Promise<Uint8Array>
  /** As UTF-8; what is malformed becomes U+FFFD. */
  function readTextFile(path: string | URL, options?: ReadFileOptions): Promise<string>

  interface WriteFileOptions {
    /** Adds to the end in place of starting anew. */
    append?: boolean | undefined
    /** False: NotFound where there is no file. True unless told. */
    create?: boolean | undefined
    /** AlreadyExists where there is a file. */
    createNew?: boolean | undefined
    /** Who may read and write a new file, for example 0o600. */
    mode?: number | undefined
    signal?: AbortSignal | undefined
  }
  function writeFile(path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, options?: WriteFileOptions): Promise<void>
  function writeTextFile(path: string | URL, data: string | ReadableStream<string>, options?: WriteFileOptions): Promise<void>

  function rename(oldpath: string | URL, newpath: string | URL): Promise<void>
  function copyFile(fromPath: string | URL, toPath: string | URL): Promise<void>
  function realPath(path: string | URL): Promise<string>

  interface RemoveOptions {
    /** With all that is in it. */
    recursive?: boolean | undefined
  }
  function remove(path: string | URL, options?: RemoveOptions): Promise<void>

  interface MkdirOptions {
    /** With all folders above it; fine when it is there. */
    recursive?: boolean | undefined
    mode?: number | undefined
  }
  function mkdir(path: string | URL, options?: MkdirOptions): Promise<void>

  interface DirEntry {
    name: string
    isFile: boolean
    isDirectory: boolean
    isSymlink: boolean
  }
  function readDir(path: string | URL): AsyncIterable<DirEntry>

  /** What a plugin is not told is null, and `dev` is 0. */
  interface FileInfo {
    isFile: boolean
    isDirectory: boolean
    isSymlink: boolean
    /** Bytes. */
    size: number
    mtime: Date | null
    atime: Date | null
    birthtime: Date | null
    ctime: Date | null
    dev: number
    ino: number | null
    mode: number | null
    nlink: number | null
    uid: number | null
    gid: number | null
    rdev: number | null
    blksize: number | null
    blocks: number | null
    isBlockDevice: boolean | null
    isCharDevice: boolean | null
    isFifo: boolean | null
    isSocket: boolean | null
  }
  function stat(path: string | URL): Promise<FileInfo>
  /** About a link itself. */
  function lstat(path: string | URL): Promise<FileInfo>

  interface OpenOptions {
    read?: boolean | undefined
    write?: boolean | undefined
    append?: boolean | undefined
    truncate?: boolean | undefined
    create?: boolean | undefined
    createNew?: boolean | undefined
    mode?: number | undefined
  }
  function open(path: string | URL, options?: OpenOptions): Promise<FsFile>
  function create(path: string | URL): Promise<FsFile>

  /** An open file, from Deno.open. */
  class FsFile implements Disposable {
    private constructor()
    /** Answers how many bytes were read, null at the end. */
    read(p: Uint8Array): Promise<number | null>
    /** Answers how many bytes were written: all of them. */
    write(p: Uint8Array): Promise<number>
    readonly readable: ReadableStream<Uint8Array>
    readonly writable: WritableStream<Uint8Array>
    close(): void
    [Symbol.dispose](): void
  }

  // The environment. Needs the permission `env`, by name.

  interface Env {
    /** Throws NotCapable for a name that was not granted. */
    get(key: string): string | undefined
    has(key: string): boolean
    /** The granted variables that are set. */
    toObject(): { [index: string]: string }
    /** Throws NotSupported. */
    set(key: string, value: string): never
    /** Throws NotSupported. */
    delete(key: string): never
  }
  const env: Env

  // Programs. Needs the permission `run`, by the command's name.

  type Signal =
    | 'SIGHUP'
    | 'SIGINT'
    | 'SIGQUIT'
    | 'SIGABRT'
    | 'SIGKILL'
    | 'SIGUSR1'
    | 'SIGUSR2'
    | 'SIGALRM'
    | 'SIGTERM'
    | 'SIGCONT'
    | 'SIGSTOP'
    | 'SIGTSTP'
    | 'SIGWINCH'

  interface CommandOptions {
    args?: readonly string[] | undefined
    cwd?: string | URL | undefined
    env?: Record<string, string> | undefined
    /** Always so: a program gets `env`, and nothing of the host's environment but PATH. */
    clearEnv?: boolean | undefined
    /** Ends the program with SIGTERM. */
    signal?: AbortSignal | undefined
    /** "inherit" is the same as "null": a plugin has no terminal. */
    stdin?: 'piped' | 'inherit' | 'null' | undefined
    stdout?: 'piped' | 'inherit' | 'null' | undefined
    stderr?: 'piped' | 'inherit' | 'null' | undefined
  }
  interface CommandStatus {
    success: boolean
    code: number
    signal: Signal | null
  }
  interface CommandOutput extends CommandStatus {
    /** Up to 64 MiB. Throws TypeError when it was not piped. */
    readonly stdout: Uint8Array
    readonly stderr: Uint8Array
  }

  class Command {
    constructor(command: string | URL, options?: CommandOptions)
    output(): Promise<CommandOutput>
    /** Throws NotSupported. */
    outputSync(): never
    spawn(): ChildProcess
  }

  interface SubprocessReadableStream extends ReadableStream<Uint8Array> {
    arrayBuffer(): Promise<ArrayBuffer>
    bytes(): Promise<Uint8Array>
    json(): Promise<unknown>
    text(): Promise<string>
  }

  /** A program that runs, from Command.spawn. A program that could not be started rejects `status`. */
  class ChildProcess implements AsyncDisposable {
    private constructor()
    /** Throws TypeError when it was not piped, as do the other two. */
    get stdin(): WritableStream<Uint8Array>
    get stdout(): SubprocessReadableStream
    get stderr(): SubprocessReadableStream
    /** 0 until the program runs. */
    get pid(): number
    get status(): Promise<CommandStatus>
    output(): Promise<CommandOutput>
    /** SIGTERM unless told. */
    kill(signo?: Signal | number): void
    ref(): void
    unref(): void
    [Symbol.asyncDispose](): Promise<void>
  }

  // Connections. Needs the permission `net`, by host and port.

  interface NetAddr {
    transport: 'tcp' | 'udp'
    hostname: string
    port: number
  }
  interface Conn<A extends NetAddr = NetAddr> extends Disposable {
    /** Answers how many bytes came, null when the other side ended. */
    read(p: Uint8Array): Promise<number | null>
    write(p: Uint8Array): Promise<number>
    close(): void
    /** The other side sees the end; reading goes on. */
    closeWrite(): Promise<void>
    readonly localAddr: A
    readonly remoteAddr: A
    readonly readable: ReadableStream<Uint8Array>
    readonly writable: WritableStream<Uint8Array>
    ref(): void
    unref(): void
  }
  interface TcpConn extends Conn {
    setNoDelay(noDelay?: boolean): void
    setKeepAlive(keepAlive?: boolean): void
  }
  interface TlsHandshakeInfo {
    alpnProtocol: string | null
  }
  interface TlsConn extends Conn {
    handshake(): Promise<TlsHandshakeInfo>
  }
  interface ConnectOptions {
    port: number
    /** 127.0.0.1 unless told. */
    hostname?: string | undefined
    transport?: 'tcp' | undefined
    signal?: AbortSignal | undefined
  }
  interface ConnectTlsOptions {
    port: number
    hostname?: string | undefined
    /** Certificates to trust beside the usual ones, as PEM. */
    caCerts?: readonly string[] | undefined
  }
  function connect(options: ConnectOptions): Promise<TcpConn>
  function connectTls(options: ConnectTlsOptions): Promise<TlsConn>

  // Listening, on this machine only. Needs the permission `listen`, by address and port: "127.0.0.1:21213".

  /** At most 64 connections at once; of more, the newest are closed. */
  interface Listener<T extends Conn = Conn, A extends NetAddr = NetAddr> extends AsyncIterable<T>, Disposable {
    /** The next connection. Rejects with AddrInUse where the port is taken, NotCapable where it was not granted, BadResource once it is closed. */
    accept(): Promise<T>
    close(): void
    /** As it was asked for; with port 0 the real port is known once the first `accept` waits. */
    readonly addr: A
    [Symbol.asyncIterator](): AsyncIterableIterator<T>
    ref(): void
    unref(): void
  }
  interface TcpListenOptions {
    port: number
    /** 127.0.0.1 unless told; nothing but 127.0.0.1, ::1 and localhost can be granted. */
    hostname?: string | undefined
    transport?: 'tcp' | undefined
  }
  type TcpListener = Listener<TcpConn>
  function listen(options: TcpListenOptions): TcpListener

  interface ServeHandlerInfo<A extends NetAddr = NetAddr> {
    remoteAddr: A
    /** Fulfilled when the answer was sent; rejected when the other side went away before. */
    completed: Promise<void>
  }
  type ServeHandler<A extends NetAddr = NetAddr> = (request: Request, info: ServeHandlerInfo<A>) => Response | Promise<Response>
  interface ServeOptions {
    /** 8000 unless told. */
    port?: number | undefined
    /** 127.0.0.1 unless told; nothing but 127.0.0.1, ::1 and localhost can be granted. */
    hostname?: string | undefined
    /** Ends the server, and all its connections. */
    signal?: AbortSignal | undefined
    /** What is answered when the handler throws; status 500 unless told. */
    onError?: ((error: unknown) => Response | Promise<Response>) | undefined
    /** Called when it listens; a line in the log unless told. */
    onListen?: ((addr: NetAddr) => void) | undefined
    /**
     * Showrunner's own, not Deno's: the pages in browsers that may ask, by origin: "https://example.com", "http://localhost:*" for any
     * port, "null" for files, "*" for every page. None unless told: a browser's request that the server's own pages did not send gets status 403.
     */
    allowOrigins?: readonly string[] | undefined
  }
  interface HttpServer<A extends NetAddr = NetAddr> extends AsyncDisposable {
    /** Fulfilled when it has ended. Rejects with AddrInUse where the port is taken, NotCapable where it was not granted. */
    readonly finished: Promise<void>
    /** As it was asked for, until it listens. */
    readonly addr: A
    /** Takes no more requests, and waits for those under way. */
    shutdown(): Promise<void>
    ref(): void
    unref(): void
  }
  /**
   * Answers HTTP/1.1. A request's body has at most 1 MiB, its handler 30 s, and 64 are under way at once (status 503 above).
   */
  function serve(handler: ServeHandler): HttpServer
  function serve(options: ServeOptions, handler: ServeHandler): HttpServer
  function serve(options: ServeOptions & { handler: ServeHandler }): HttpServer

  interface UpgradeWebSocketOptions {
    /** One of those that the other side offered. */
    protocol?: string | undefined
  }
  interface WebSocketUpgrade {
    /** What the handler returns. */
    response: Response
    /** Opens once the response was returned; at most 100 of a server. */
    socket: WebSocket
  }
  /** Throws TypeError when the request does not ask for a WebSocket. */
  function upgradeWebSocket(request: Request, options?: UpgradeWebSocketOptions): WebSocketUpgrade

  // Permissions. Nobody is prompted: what was not granted is "denied".

  type PermissionName = 'run' | 'read' | 'write' | 'net' | 'env' | 'sys' | 'ffi' | 'import'
  type PermissionState = 'granted' | 'denied' | 'prompt'
  type PermissionDescriptor =
    | { name: 'run'; command?: string | URL | undefined }
    | { name: 'read' | 'write'; path?: string | URL | undefined }
    | { name: 'net'; host?: string | undefined }
    | { name: 'env'; variable?: string | undefined }
    | { name: 'sys' | 'ffi' | 'import' }

  class PermissionStatus extends EventTarget {
    private constructor()
    /** Never called: ask again. */
    onchange: ((event: Event) => unknown) | null
    readonly state: PermissionState
    readonly partial: boolean
  }
  class Permissions {
    private constructor()
    /** As it is now. */
    query(desc: PermissionDescriptor): Promise<PermissionStatus>
    /** As it was when the plugin was loaded. */
    querySync(desc: PermissionDescriptor): PermissionStatus
    /** The same as query. */
    request(desc: PermissionDescriptor): Promise<PermissionStatus>
    requestSync(desc: PermissionDescriptor): PermissionStatus
    /** Rejects with NotSupported: the operator revokes. */
    revoke(desc: PermissionDescriptor): Promise<never>
    revokeSync(desc: PermissionDescriptor): never
  }
  const permissions: Permissions

  // Facts: the same on every machine.

  const build: {
    readonly target: string
    readonly arch: 'x86_64' | 'aarch64'
    readonly os: 'darwin' | 'linux' | 'android' | 'windows' | 'freebsd' | 'netbsd' | 'aix' | 'solaris' | 'illumos'
    readonly vendor: string
    readonly env?: string
    readonly standalone: boolean
  }
  /** `deno` is the version that plugins' Deno follows. */
  const version: { readonly deno: string; readonly v8: string; readonly typescript: string }
  const args: readonly string[]
  const noColor: boolean
  const pid: number
  const ppid: number
  const mainModule: string
  /** '.': the plugin's own data folder. */
  function cwd(): string

  /** For people: at most 8,000 characters, and no getter is called. */
  function inspect(value: unknown, options?: object): string
}
