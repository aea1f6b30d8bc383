import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { joined } from '../../../core/kit/bytes.ts'
import { createPacketReader } from '../../../core/kit/rcon-packet.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import type { Ending } from '../../support/host.ts'
import type { Console, Kind } from './kinds.ts'

type Options = Partial<Console> & {
  readonly kind: Kind
  readonly port?: number
  /** Answers to nothing from this command on. */
  readonly silentFor?: string
  /** Writes a byte at a time. */
  readonly isSlow?: boolean
}

/** A game server with a remote console, on this machine. It ends with the test. */
export async function startRconServer(t: Ending, { kind, password = 'hunter2', answer = () => '', port = 0, silentFor, isSlow }: Options) {
  const commands: string[] = []
  const logins: boolean[] = []
  const sockets = new Set<Socket>()
  const { changed, until } = createWaiters()
  const console: Console = {
    password,
    answer(command) {
      commands.push(command)
      return answer(command)
    },
  }

  function write(socket: Socket, packets: readonly Uint8Array[]) {
    const bytes = joined(packets)
    if (!isSlow) return socket.write(bytes)
    for (const byte of bytes) socket.write(Uint8Array.of(byte))
  }

  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true))
    const read = createPacketReader()
    let isIn = false
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      changed()
    })
    socket.on('data', (chunk) => {
      const packets = read(chunk)
      if (kind.readsOnePacket && packets.length !== 1) return socket.destroy()
      if (packets.some(({ body }) => body.length + 14 > kind.maxPacketBytes)) return socket.destroy()
      for (const packet of packets) {
        if (silentFor !== undefined && new TextDecoder().decode(packet.body) === silentFor) continue
        const { packets: answers, hangsUp } = kind.react(packet, { console, isIn, enter: () => (isIn = true) })
        if (packet.type === 3) logins.push(isIn)
        if (answers.length > 0) write(socket, answers)
        if (hangsUp) socket.end()
      }
      changed()
    })
    changed()
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const address = server.address() as AddressInfo
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    drop()
    await closed
  }
  t.after(stop)
  return {
    ...{ port: address.port, address: `127.0.0.1:${address.port}` },
    /** What was run, in order. */
    commands,
    /** Whether each password was right. */
    logins,
    connections: () => sockets.size,
    until,
    drop,
    stop,
  }
}
