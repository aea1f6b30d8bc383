import type { AMQPBaseClient } from '@cloudamqp/amqp-client/amqp-base-client'
import type { AMQPChannel } from '@cloudamqp/amqp-client/amqp-channel'
import type { AMQPMessage } from '@cloudamqp/amqp-client/amqp-message'
import { AuthError, PermanentError } from '#sdk/failures'
import type { Status } from '../jobs/status.ts'
import type { Address } from './address.ts'
import { AmqpConnection } from './amqp-connection.ts'
import { dial } from './dial.ts'
import type { Message } from './order.ts'

type Parts = { readonly address: Address; readonly signal: AbortSignal; readonly lost: (why: string) => void }
type Taken = Message & { readonly ack: () => Promise<void> }

const RESULTS = 'tts_results'
/** Nobody has to read the results: each is there for an hour. */
const RESULT_MS = 3_600_000
/** Of each queue; the broker keeps the others. */
const HELD = 10

export type AmqpLine = Awaited<ReturnType<typeof openAmqpLine>>

/** A connection to the broker with what goes over it: jobs that come, results that go. Rejects with AuthError or PermanentError where trying again cannot help. */
export async function openAmqpLine({ address, signal, lost }: Parts) {
  const conn = await dial(address, 'RabbitMQ', signal)
  const connection = new AmqpConnection({ conn, address, lost })
  signal.addEventListener('abort', () => connection.shut(), { once: true })
  await connection.connect().catch((error: unknown) => {
    throw meaningOf(error, address)
  })
  const channel = await connection.channel()
  await channel.confirmSelect()
  await channel.prefetch(HELD)
  await declare(connection, RESULTS)
  // Said before the confirmation of the same message.
  let isReturned = false
  channel.onReturn = () => {
    isReturned = true
  }

  return {
    close: () => connection.shut(),
    /** Hands over each message of a queue, until the connection is lost. */
    async consume(queue: string, take: (message: Taken) => void): Promise<void> {
      await declare(connection, queue)
      const consumer = await channel.basicConsume(queue, { noAck: false }, (message) => take(takenOf(message)))
      consumer.wait().then(
        () => lost('RabbitMQ ended the delivery'),
        (error: unknown) => lost(sentenceOf(error)),
      )
    },
    /** Resolves once the broker has it for good. */
    async publish(status: Status): Promise<void> {
      isReturned = false
      await sent(channel, status)
      if (!isReturned) return
      lost(`The queue ${RESULTS} is gone`)
      throw new Error(`The queue ${RESULTS} is gone`)
    },
  }
}

function sent(channel: AMQPChannel, status: Status): Promise<number> {
  const said = { ...status, timestamp: new Date().toISOString() }
  const kept = { contentType: 'application/json', deliveryMode: 2, expiration: String(RESULT_MS), messageId: status.job_id }
  return channel.basicPublish('', RESULTS, JSON.stringify(said), kept, true)
}

/** A queue that is there is used as it is, whatever it was made with; one that is missing is made durable. */
async function declare(connection: AMQPBaseClient, queue: string): Promise<void> {
  // A question that is answered with no closes its channel.
  const asked = await quietChannel(connection)
  const isThere = await asked.queueDeclare(queue, { passive: true }).then(
    () => true,
    (error: unknown) => {
      if (/\(404\)/.test(sentenceOf(error))) return false
      throw refusedQueue(queue, error)
    },
  )
  if (isThere) return asked.close()
  const making = await quietChannel(connection)
  await making.queueDeclare(queue, { durable: true }).catch((error: unknown) => {
    throw refusedQueue(queue, error)
  })
  await making.close()
}

async function quietChannel(connection: AMQPBaseClient): Promise<AMQPChannel> {
  const channel = await connection.channel()
  channel.onerror = () => {}
  return channel
}

const takenOf = (message: AMQPMessage): Taken => ({
  body: message.body ?? new Uint8Array(),
  messageId: message.properties.messageId,
  isRedelivered: message.redelivered,
  ack: () => message.ack(),
})

function meaningOf(error: unknown, { user, path }: Address): Error {
  const said = sentenceOf(error)
  if (/\(403\)/.test(said)) return new AuthError(`RabbitMQ refused the user "${user || 'guest'}" or its password; they are in RABBITMQ_URL`)
  if (/\(530\)/.test(said)) return new PermanentError(`RabbitMQ has no vhost "${path || '/'}" for this user; it is the end of RABBITMQ_URL`)
  return new Error(said)
}

const refusedQueue = (queue: string, error: unknown) =>
  /\(403\)/.test(sentenceOf(error))
    ? new PermanentError(`RabbitMQ does not let this user use the queue ${queue}; give it all three permissions`)
    : new Error(sentenceOf(error))

const sentenceOf = (error: unknown) => String(Object(error).message ?? error).slice(0, 300)
