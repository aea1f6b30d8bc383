import { join } from 'node:path'
import { load, loadOurs } from '../load.mjs'

const RANKS = 6

/** It knows no priorities: a type and a worker each stand for them. `synchronous` is NORMAL as it comes. */
export async function open({ server, queue, tune, handle }) {
  const { better, defineQueue, defineWorker } = await load('plainjob')
  const database = new (loadOurs(Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-node20'))(
    join(server.folder, `${queue}.db`),
  )
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const jobs = defineQueue({ connection: better(database), logger })
  database.pragma(`synchronous = ${tune.synchronous}`)
  const types = Array.from({ length: RANKS }, (_, rank) => `rank-${rank}`)
  const work = async (job) => {
    handle(JSON.parse(job.data))
    // Its workers wait for nothing while there are jobs: without this turn nobody could add one.
    await new Promise(setImmediate)
  }
  const workers = types.map((type) => defineWorker(type, work, { queue: jobs, logger, pollIntervall: 1 }))
  return {
    async add(events) {
      for (const [rank, type] of types.entries()) {
        const ofType = events.filter((each) => each.rank === rank).map(({ event }) => event)
        if (ofType.length > 0) jobs.addMany(type, ofType)
      }
    },
    async consume() {
      for (const worker of workers) void worker.start()
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      jobs.close()
    },
  }
}
