import { load } from '../load.mjs'

/** Its local queue fetches `local` jobs at once; completions are written in batches. */
export async function open({ server, queue, tune, handle }) {
  const { Logger, makeWorkerUtils, run } = await load('graphile-worker')
  const { Pool } = await load('pg')
  const pgPool = new Pool({ connectionString: server.url, max: 12 })
  const logger = new Logger(() => () => {})
  const utils = await makeWorkerUtils({ pgPool, logger, schema: queue.replace(/-/g, '_') })
  await utils.migrate()
  let runner
  const worker = tune.local ? { localQueue: { size: tune.local }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } : {}
  return {
    // The lowest number is the most urgent.
    add: (events) => utils.addJobs(events.map(({ rank, event }) => ({ identifier: 'event', payload: event, priority: rank }))),
    async consume() {
      const taskList = { event: async (payload) => handle(payload) }
      runner = await run({
        pgPool,
        logger,
        schema: queue.replace(/-/g, '_'),
        taskList,
        concurrency: tune.concurrency,
        pollInterval: 100,
        noHandleSignals: true,
        preset: { worker },
      })
    },
    async stop() {
      await runner?.stop().catch(() => {})
      await utils.release()
      await pgPool.end().catch(() => {})
    },
  }
}
