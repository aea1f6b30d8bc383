import type { Host, Plugin, UnifiedEvent } from '#sdk'
import { systemClock } from '#sdk/clock'
import { createReceipts } from '#sdk/receipts'
import { createGate } from './outbox/gate.ts'
import { createGone } from './outbox/gone.ts'
import { readSettings, type Variable } from './settings.ts'
import { openStation, type Station } from './station.ts'

type Which = { readonly endpoint?: string }

let stations: readonly Station[] = []

export default {
  async start(host) {
    const { isOn, dryRun, endpoints, problems } = readSettings(host.settings, variable)
    for (const problem of problems) host.log.warn(problem)
    const clock = systemClock
    const parts = {
      clock,
      dryRun,
      receipts: createReceipts(host),
      discordGate: createGate(clock.now),
      gone: createGone(host.kv, clock.now),
    }
    stations = isOn ? await Promise.all(endpoints.map((endpoint) => openStation(endpoint, { host, ...parts }))) : []
  },
  on: { '*': (event, host) => tellAll(event, host) },
  actions: {
    status: () => Promise.all(stations.map((station) => station.status())),
    deadLetters: async (which: Which) => (await Promise.all(meant(which).map((station) => station.dead()))).flat(),
    redrive: async ({ id, ...which }: Which & { id?: string }) => ({
      redriven: await sum(meant(which).map((station) => station.redrive(id))),
    }),
    async resume(which: Which) {
      await Promise.all(meant(which).map((station) => station.resume()))
      return Promise.all(meant(which).map((station) => station.status()))
    },
  },
  stop() {
    for (const station of stations) station.stop()
  },
} satisfies Plugin

/** What one endpoint's template cannot say keeps nothing from the others. */
async function tellAll(event: UnifiedEvent, { log }: Pick<Host, 'log'>): Promise<void> {
  const told = await Promise.allSettled(stations.map((station) => station.tell(event)))
  for (const [index, result] of told.entries()) {
    if (result.status === 'fulfilled') continue
    const { message, permanent } = Object(result.reason) as { message?: string; permanent?: boolean }
    if (!permanent) throw result.reason
    log.warn(`${stations[index]?.name} is not told of ${event.eventType}. ${message}`)
  }
}

const meant = ({ endpoint }: Which) => stations.filter(({ name }) => endpoint === undefined || name === endpoint)
const sum = async (numbers: readonly Promise<number>[]) => (await Promise.all(numbers)).reduce((total, number) => total + number, 0)

function variable(name: Variable): string | undefined {
  try {
    return Deno.env.get(name)
  } catch {
    // Not granted.
    return undefined
  }
}
