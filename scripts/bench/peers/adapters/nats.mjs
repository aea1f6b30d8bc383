import { load } from '../load.mjs'

const RANKS = 6

/** A subject for each priority, a file store, publishing acknowledged; every consumer of a subject is durable and acknowledges each message. */
export async function open({ server, queue, tune, consumers, handle }) {
  const { connect } = await load('@nats-io/transport-node')
  const { jetstream, jetstreamManager } = await load('@nats-io/jetstream')
  const [out, back] = await Promise.all([connect({ port: server.port }), connect({ port: server.port })])
  const manager = await jetstreamManager(out)
  const subject = (rank) => `${queue}.${rank}`
  await manager.streams.add({ name: queue, subjects: [`${queue}.*`], storage: 'file', retention: 'limits' })
  const publish = jetstream(out)
  const running = []
  return {
    add: (events) => Promise.all(events.map(({ rank, event }) => publish.publish(subject(rank), JSON.stringify(event)))),
    async consume() {
      const of = jetstream(back)
      for (let n = 0; n < consumers * RANKS; n += 1) {
        const name = `c${n}`
        await manager.consumers.add(queue, {
          durable_name: name,
          filter_subject: subject(n % RANKS),
          ack_policy: 'explicit',
          max_ack_pending: tune.ackPending,
        })
        const callback = (message) => {
          handle(message.json())
          message.ack()
        }
        running.push(await (await of.consumers.get(queue, name)).consume({ max_messages: tune.fetch, callback }))
      }
    },
    async stop() {
      for (const messages of running) messages.stop()
      await manager.streams.delete(queue)
      await Promise.all([out.close(), back.close()])
    },
  }
}
