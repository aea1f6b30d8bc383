import { load } from '../load.mjs'

/** Six priorities of one queue; `concurrency` jobs of one worker at a time. */
export async function open({ server, queue, tune, handle }) {
  const { Queue, Worker } = await load('bullmq')
  const { default: Redis } = await load('ioredis')
  const connect = () => new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: null })
  const connections = [connect(), connect()]
  const jobs = new Queue(queue, { connection: connections[0], defaultJobOptions: { removeOnComplete: true } })
  const worker = new Worker(queue, async (job) => handle(job.data), {
    connection: connections[1],
    concurrency: tune.concurrency,
    autorun: false,
  })
  return {
    // 1 is the most urgent.
    add: (events) => jobs.addBulk(events.map(({ rank, event }) => ({ name: 'event', data: event, opts: { priority: rank + 1 } }))),
    consume: async () => void worker.run(),
    async stop() {
      await worker.close(true)
      await jobs.close()
      for (const connection of connections) connection.disconnect()
    },
  }
}
