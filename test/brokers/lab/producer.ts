import { Connection } from 'rabbitmq-client'
import { askedUntil } from '../../support/asked.ts'
import type { Ending } from '../../support/host.ts'

type Result = {
  readonly job_id: string
  readonly status: string
  readonly detail: string | null
  readonly [field: string]: unknown
  readonly properties: Readonly<Record<string, unknown>>
}

/** Whoever was there before: asks for calls by queues and reads how they went, with a client that is not ours. */
export function createProducer(ending: Ending, url: string) {
  const rabbit = new Connection({ url, frameMax: 131_072, retryLow: 200, retryHigh: 500 })
  const publisher = rabbit.createPublisher({ confirm: true, maxAttempts: 10 })
  rabbit.on('error', () => {})
  // `close` waits for channels, and a broker that has ended closes none.
  ending.after(() => rabbit.unsafeDestroy())
  const results: Result[] = []

  async function read(): Promise<readonly Result[]> {
    for (;;) {
      const message = await rabbit.basicGet({ queue: 'tts_results', noAck: true })
      if (!message) return results
      const { durable, expiration, messageId } = message
      const said = Object(message.body)
      // A broker that is killed may forget what was read; what was told twice has another time.
      const isSame = ({ job_id, timestamp }: Result) => job_id === said.job_id && timestamp === said.timestamp
      if (!results.some(isSame)) results.push({ ...said, properties: { durable, expiration, messageId } })
    }
  }

  return {
    rabbit,
    results,
    publish: (queue: string, body: unknown, headers = {}) => publisher.send({ routingKey: queue, durable: true, headers }, body),
    /** All results until now, once that of this job is among them. */
    async resultOf(id: string): Promise<readonly Result[]> {
      return askedUntil(read, (all) => all.some(({ job_id }) => job_id === id))
    },
    /** Messages that wait in the broker and that nobody holds. */
    waiting: async (queue: string) => (await rabbit.queueDeclare({ queue, passive: true })).messageCount,
  }
}
