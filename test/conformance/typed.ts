// Compiled by our types and by Deno's own: what is typed here means the same in both.

export async function files(signal: AbortSignal): Promise<readonly (string | number | null)[]> {
  const text: string = await Deno.readTextFile(new URL('file:///tmp/a'), { signal })
  const bytes: Uint8Array = await Deno.readFile('a', { signal })
  await Deno.writeTextFile('a', text, { append: true, create: true, createNew: false, mode: 0o600, signal })
  await Deno.writeFile('a', bytes)
  await Deno.writeTextFile('a', new ReadableStream<string>())
  await Deno.rename('a', 'b')
  await Deno.copyFile('a', 'b')
  await Deno.mkdir('a', { recursive: true, mode: 0o700 })
  await Deno.remove('a', { recursive: true })
  for await (const { name, isFile, isDirectory, isSymlink } of Deno.readDir('.')) if (isFile || isDirectory || isSymlink) return [name]
  const { size, mtime, mode } = await Deno.stat(await Deno.realPath('a'))
  const { isSymlink } = await Deno.lstat('a')
  const file: Deno.FsFile = await Deno.open('a', { read: true, write: true, truncate: true })
  const count: number | null = await file.read(new Uint8Array(10))
  const written: number = await file.write(bytes)
  await file.readable.pipeTo(file.writable)
  file.close()
  return [size, mtime?.getTime() ?? null, mode, isSymlink ? 1 : 0, count, written]
}

export async function programs(controller: AbortController): Promise<readonly (string | number | null)[]> {
  const command = new Deno.Command('cat', {
    args: ['-'],
    cwd: '.',
    env: { A: 'b' },
    clearEnv: true,
    stdin: 'piped',
    signal: controller.signal,
  })
  const { success, code, signal, stdout }: Deno.CommandOutput = await command.output()
  const child: Deno.ChildProcess = command.spawn()
  const writer = child.stdin.getWriter()
  await writer.write(stdout)
  child.kill('SIGTERM')
  child.ref()
  child.unref()
  const status: Deno.CommandStatus = await child.status
  return [success ? 1 : 0, code, signal, await child.stdout.text(), child.pid, status.signal]
}

export async function connections(): Promise<readonly (string | number | null)[]> {
  const plain: Deno.TcpConn = await Deno.connect({ hostname: 'localhost', port: 80, transport: 'tcp' })
  plain.setNoDelay(true)
  await plain.closeWrite()
  const secure: Deno.TlsConn = await Deno.connectTls({ hostname: 'localhost', port: 443, caCerts: [''] })
  const { alpnProtocol } = await secure.handshake()
  const conns: readonly Deno.Conn<Deno.NetAddr>[] = [plain, secure]
  for (const conn of conns) conn.close()
  return [alpnProtocol, plain.remoteAddr.hostname, secure.localAddr.port]
}

export async function others(): Promise<readonly (string | boolean | undefined)[]> {
  const status: Deno.PermissionStatus = await Deno.permissions.query({ name: 'net', host: 'localhost:80' })
  const { state }: { state: Deno.PermissionState } = Deno.permissions.querySync({ name: 'read', path: '.' })
  status.onchange = () => {}
  const all: { [name: string]: string } = Deno.env.toObject()
  const isMissing = new Deno.errors.NotFound('nothing') instanceof Error
  const { os, arch } = Deno.build
  return [
    status.state,
    state,
    status.partial,
    Deno.env.get('A'),
    Deno.env.has('A'),
    all.A,
    isMissing,
    os,
    arch,
    Deno.version.deno,
    Deno.cwd(),
    Deno.inspect(1),
  ]
}

export async function servers(controller: AbortController): Promise<readonly (string | number)[]> {
  const listener: Deno.TcpListener = Deno.listen({ hostname: '127.0.0.1', port: 0, transport: 'tcp' })
  const conn: Deno.TcpConn = await listener.accept()
  for await (const { remoteAddr } of listener) return [remoteAddr.hostname]
  listener.close()
  const handler: Deno.ServeHandler<Deno.NetAddr> = async (request, info) => {
    if (request.headers.get('upgrade') !== 'websocket') return new Response(info.remoteAddr.hostname)
    const { socket, response }: Deno.WebSocketUpgrade = Deno.upgradeWebSocket(request, { protocol: 'a' })
    socket.onmessage = ({ data }) => socket.send(data)
    void info.completed.catch(() => {})
    return response
  }
  const options = { port: 8080, hostname: '127.0.0.1', signal: controller.signal, onError: () => new Response('', { status: 500 }) }
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve({ ...options, onListen: ({ port }) => console.log(port) }, handler)
  await server.shutdown()
  await server.finished
  return [server.addr.port, conn.localAddr.port, Deno.serve(handler).addr.hostname]
}
