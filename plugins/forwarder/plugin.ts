import type { Plugin } from '#sdk'
import { systemClock } from '#sdk/clock'
import { createReceipts } from '#sdk/receipts'
import { tellable } from './dead-letters.ts'
import { readSettings } from './settings.ts'
import { createStation, type Station } from './station.ts'

type Which = { readonly target?: string }

let stations: readonly Station[] = []

export default {
  async start(host) {
    const { targets, problems, dryRun } = readSettings(host.settings)
    for (const problem of problems) host.log.warn(problem)
    const receipts = createReceipts(host)
    stations = targets.map((target) => createStation(target, { host, receipts, clock: systemClock, dryRun }))
    for (const station of stations) await station.start()
  },
  on: {
    // The log is what is forwarded; an event only says that there is more of it.
    '*': async ({ seqNo }) => {
      await Promise.all(stations.map((station) => station.tell(seqNo)))
    },
  },
  actions: {
    status: () => Promise.all(stations.map((station) => station.status())),
    deadLetters: async (which: Which) => tellable((await Promise.all(meant(which).map((station) => station.deadLetters()))).flat()),
    redrive: (which: Which) => Promise.all(meant(which).map((station) => station.redrive())),
  },
  stop() {
    for (const station of stations) station.stop()
  },
} satisfies Plugin

const meant = ({ target }: Which) => stations.filter(({ name }) => target === undefined || name === target)
