import type { Host, Plugin } from '#sdk'
import { systemClock } from '#sdk/clock'
import { createReceipts } from '#sdk/receipts'
import { variable } from '#sdk/variable'
import { createGate } from './outbox/gate.ts'
import { createGone } from './outbox/gone.ts'
import { readSettings } from './settings.ts'
import { createStation, type Station } from './station.ts'
import { createTelling } from './telling.ts'

type Which = { readonly endpoint?: string }

const MOST_LISTED = 200

let stations: readonly Station[] = []
let tellAll: ReturnType<typeof createTelling> = async () => {}

export default {
  async start(host) {
    const { isOn, dryRun, endpoints, problems } = readSettings(host.settings, variable)
    for (const problem of problems) host.log.warn(problem)
    if (isOn && endpoints.length === 0)
      host.log.info('Nobody is told of anything yet; paste an address of Discord into the settings, or add an endpoint')
    const clock = systemClock
    const parts = {
      clock,
      dryRun,
      receipts: createReceipts(host),
      discordGate: createGate(clock.now),
      gone: createGone(host.kv, clock.now),
    }
    stations = isOn ? await Promise.all(endpoints.map((endpoint) => createStation(endpoint, { host, ...parts }))) : []
    tellAll = createTelling({ stations, host })
    void openAll(host)
  },
  on: { '*': (event, _host, delivery) => tellAll(event, delivery) },
  actions: {
    status: () => Promise.all(stations.map((station) => station.status())),
    deadLetters: async (which: Which) => (await inTurn(meant(which), (station) => station.dead())).flat().slice(-MOST_LISTED),
    async redrive({ id, ...which }: Which & { id?: string }) {
      const counts = await inTurn(meant(which), (station) => station.redrive(id))
      return { redriven: counts.reduce((sum, count) => sum + count, 0) }
    },
    async resume(which: Which) {
      await Promise.all(meant(which).map((station) => station.resume()))
      return Promise.all(meant(which).map((station) => station.status()))
    },
  },
  stop() {
    for (const station of stations) station.stop()
  },
} satisfies Plugin

/** What waits may be thousands, and the live does not wait for it. */
function openAll({ log }: Pick<Host, 'log'>): Promise<unknown> {
  return inTurn(stations, (station) => {
    const say = (error: unknown) =>
      log.warn(`What waits for ${station.name} was not read; switch the plugin off and on`, { error: String(error) })
    return station.open().catch(say)
  })
}

const meant = ({ endpoint }: Which) => stations.filter(({ name }) => endpoint === undefined || name === endpoint)

/** One after the other: the host lets a plugin ask for 64 things at a time. */
async function inTurn<T>(all: readonly Station[], work: (station: Station) => Promise<T>): Promise<readonly T[]> {
  const done: T[] = []
  for (const station of all) done.push(await work(station))
  return done
}
