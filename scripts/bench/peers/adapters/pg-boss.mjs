import { load } from '../load.mjs'

/** Batches are fetched and completed in `loops` loops of its own fetch and complete, so that no polling interval slows it. */
export async function open({ server, queue, tune, handle }) {
  const { default: PgBoss } = await load('pg-boss')
  const boss = new PgBoss({ connectionString: server.url, max: 8, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(queue)
  let isStopping = false
  const loops = []
  const loop = async () => {
    while (!isStopping) {
      const jobs = await boss.fetch(queue, { batchSize: tune.batch, priority: true })
      for (const job of jobs) handle(job.data)
      if (jobs.length > 0)
        await boss.complete(
          queue,
          jobs.map(({ id }) => id),
        )
      else await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return {
    // The highest number is the most urgent.
    add: (events) => boss.insert(events.map(({ rank, event }) => ({ name: queue, data: event, priority: 10 - rank }))),
    async consume() {
      for (let n = 0; n < tune.loops; n += 1) loops.push(loop())
    },
    async stop() {
      isStopping = true
      await Promise.all(loops)
      await boss.stop({ graceful: false, wait: false })
    },
  }
}
