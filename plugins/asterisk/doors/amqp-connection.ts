import { AMQPBaseClient } from '@cloudamqp/amqp-client/amqp-base-client'
import { AMQPError } from '@cloudamqp/amqp-client/amqp-error'
import { AMQPView } from '@cloudamqp/amqp-client/amqp-view'
import type { Address } from './address.ts'
import { createBodyLimit, createFrameReader } from './amqp-frames.ts'
import { type Conn, closeQuietly } from './dial.ts'
import { MAX_BYTES } from './order.ts'

type Parts = {
  readonly conn: Conn
  readonly address: Pick<Address, 'user' | 'password' | 'path'>
  /** Once, when it was open and is over, and nobody closed it. */
  readonly lost: (why: string) => void
}

const PROTOCOL = new Uint8Array([65, 77, 81, 80, 0, 0, 9, 1])
const BEAT = new Uint8Array([8, 0, 0, 0, 0, 0, 0, 206])
/** What every broker takes. */
const FRAME_BYTES = 8192
/** The headers of a message come in one frame, however long they are. */
const LONGEST_FRAME_BYTES = 2 ** 20
const HEARTBEAT_S = 20

/** The library's client over a connection of the sandbox, where its own two ways, Node's sockets and WebSockets, lead nowhere. */
export class AmqpConnection extends AMQPBaseClient {
  readonly #parts: Parts
  #heardAt = Date.now()
  #written: Promise<unknown> = Promise.resolve()
  #beat: ReturnType<typeof setInterval> | undefined
  #isOpen = false
  #isOver = false

  constructor(parts: Parts) {
    const { user, password, path } = parts.address
    super(path || '/', user || 'guest', password || 'guest', 'showrunner', 'Showrunner', FRAME_BYTES, HEARTBEAT_S)
    this.#parts = parts
    this.onerror = ({ message }) => this.#end(message)
  }

  override async connect(): Promise<AMQPBaseClient> {
    this.#listen().then(
      () => this.#end('RabbitMQ closed the connection'),
      (error: unknown) => this.#end(`The connection to RabbitMQ broke: ${Object(error).message ?? error}`),
    )
    const opened = new Promise<AMQPBaseClient>((resolve, reject) => {
      this.connectPromise = [resolve, reject]
    })
    await this.send(PROTOCOL)
    await opened
    this.#isOpen = true
    this.#beat = setInterval(() => this.#look(), (HEARTBEAT_S * 1000) / 2)
    return this
  }

  /** One after the other, and never rejects: that a connection is gone is told once, by `lost`. */
  override async send(bytes: Uint8Array): Promise<void> {
    // The library writes into the same memory again.
    const copy = bytes.slice()
    this.#written = this.#written
      .then(() => this.#parts.conn.write(copy))
      .catch((error: unknown) => this.#end(`The connection to RabbitMQ broke: ${Object(error).message ?? error}`))
    await this.#written
  }

  /** Whoever waits for an answer is told that none comes. */
  shut(): void {
    this.#isOver = true
    this.#release('The connection was closed')
  }

  protected override closeSocket(): void {
    this.closed = true
    clearInterval(this.#beat)
    closeQuietly(this.#parts.conn)
  }

  async #listen(): Promise<void> {
    const read = createFrameReader(LONGEST_FRAME_BYTES)
    const isWanted = createBodyLimit(MAX_BYTES)
    for await (const bytes of this.#parts.conn.readable) {
      this.#heardAt = Date.now()
      for (const frame of read(bytes)) if (isWanted(frame)) this.parseFrames(new AMQPView(frame.buffer))
    }
  }

  #look(): void {
    if (Date.now() - this.#heardAt > HEARTBEAT_S * 2000) this.#end('RabbitMQ is silent')
    else void this.send(BEAT)
  }

  #end(why: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#release(why)
    if (this.#isOpen) this.#parts.lost(why)
  }

  #release(why: string): void {
    const error = new AMQPError(why, this)
    this.connectPromise?.[1](error)
    for (const channel of this.channels) channel?.setClosed(error)
    this.closeSocket()
  }
}
