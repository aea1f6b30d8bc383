import { createEnding } from './ending.ts'
import type { Load } from './flood.ts'
import { startFlooded } from './flooded-host.ts'
import { startNoiseMeter } from './noise-meter.ts'

// One live through calm, a storm and calm again, with a quick plugin and one that is much too slow for the likes. In a process of its own that is run as
// the core is, so that the memory and the turns that are looked at are the core's. Prints what it was like, as JSON.

/** What a live of many thousand viewers is, and ten times that. */
const DESIGN: Load = { like: 1800, chat: 180, gift: 20 }
const OVERLOAD: Load = { like: 19_000, chat: 980, gift: 20 }
const isLong = process.argv.includes('long')
const BUSY: Load = { like: 5000, chat: 0, gift: isLong ? 5 : 25 }
const SECONDS = isLong ? { design: 20, busy: 60, overload: 300, recovery: 10 } : { design: 3, busy: 5, overload: 8, recovery: 4 }
const PLUGINS = ['quick', 'slow'] as const

export type StormyLive = Awaited<ReturnType<typeof liveThrough>>

const ending = createEnding()
process.stdout.write(`${JSON.stringify(await liveThrough())}\n`)
await ending.end()
process.exit()

async function liveThrough() {
  const noise = startNoiseMeter(ending)
  const host = await startFlooded(ending, [{ id: 'quick' }, { id: 'slow', likeMs: 3 }])
  // A like that went into another was handled with it.
  const handled = () => {
    const { completed, discarded } = host.laneOf('quick')
    return completed + (discarded.merged ?? 0)
  }
  const goodput = async () => {
    const before = handled()
    const weather = await host.run(DESIGN, SECONDS.design)
    return { ...weather, perSecond: (handled() - before) / SECONDS.design }
  }
  await host.run(DESIGN, 1)
  const calm = await goodput()
  const giftsBefore = host.told.length
  await host.run(BUSY, SECONDS.busy)
  await host.settled()
  const busyGifts = host.told.slice(giftsBefore).filter(({ plugin }) => plugin === 'quick')
  const storm = await host.run(OVERLOAD, SECONDS.overload)
  await host.run(DESIGN, SECONDS.recovery)
  const afterwards = await goodput()
  await host.quiet()
  // The last gift tells how many likes there were.
  host.give('gift', 1)
  await host.quiet()
  const given = host.given()
  const ingested = host.ingested()
  const accepted = { ...given }
  for (const type of ['like', 'chat', 'gift'] as const) accepted[type] -= ingested.shed[type] ?? 0
  const told = host.told
  return {
    ...{ seconds: SECONDS.overload, calm, storm, afterwards, given, ingested, accepted },
    refused: host.refused(),
    discards: host.discards(),
    lanes: PLUGINS.map((id) => {
      const gifts = told.filter(({ plugin }) => plugin === id)
      return { ...host.laneOf(id), gifts: gifts.length, likes: gifts.at(-1)?.likes ?? 0 }
    }),
    busyMs: busyGifts.map(({ sentAt, ranAt }) => ranAt - sentAt),
    // Longer than the bounds allow for only when others hold up everybody on this machine.
    noiseMs: 3 * (await noise()),
  }
}
