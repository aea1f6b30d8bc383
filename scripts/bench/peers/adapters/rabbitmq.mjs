import { load } from '../load.mjs'

const TOP = 5

/** Persistent messages, confirmed; a classic queue with priorities; with `consumers` more than one, a fan-out to a queue each. */
export async function open({ server, queue, tune, consumers, handle }) {
  const { Connection } = await load('rabbitmq-client')
  // One to publish and one to consume, as the broker's own advice is.
  const [out, back] = [server.url, server.url].map((url) => new Connection(url))
  const queues = Array.from({ length: consumers }, (_, n) => `${queue}-${n}`)
  await out.exchangeDeclare({ exchange: queue, type: 'fanout', durable: true })
  for (const name of queues) {
    await out.queueDeclare({ queue: name, durable: true, arguments: { 'x-max-priority': TOP } })
    await out.queueBind({ queue: name, exchange: queue })
  }
  const publisher = out.createPublisher({ confirm: true })
  return {
    add: (events) =>
      Promise.all(
        events.map(({ rank, event }) => publisher.send({ exchange: queue, routingKey: '', durable: true, priority: TOP - rank }, event)),
      ),
    async consume() {
      for (const name of queues) await consumeFrom(back, { queue: name, tune, handle })
    },
    async stop() {
      for (const name of queues) await out.queueDelete({ queue: name }).catch(() => {})
      // Closing waits for what is in flight, and nobody does.
      out.unsafeDestroy()
      back.unsafeDestroy()
    },
  }
}

/** Many are acknowledged with one frame, which saves both sides more than half of the frames. */
async function consumeFrom(connection, { queue, tune, handle }) {
  const channel = await connection.acquire()
  await channel.basicQos({ prefetchCount: tune.prefetch })
  let newest
  let unacked = 0
  const acknowledge = () => {
    if (unacked > 0) channel.basicAck({ deliveryTag: newest, multiple: true })
    unacked = 0
  }
  await channel.basicConsume({ queue }, ({ body, deliveryTag }) => {
    handle(body)
    newest = deliveryTag
    unacked += 1
    if (unacked === 1) setImmediate(acknowledge)
    if (unacked >= tune.prefetch / 4) acknowledge()
  })
}
