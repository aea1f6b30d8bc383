import type { Host } from '#sdk'
import type { createBudget, Spent } from './live/budget.ts'
import type { createMemory } from './live/memory.ts'
import type { createMutes } from './live/mutes.ts'
import type { createQueue } from './live/queue.ts'
import type { createRest } from './services/rest.ts'
import { SERVICES } from './services/services.ts'
import type { Settings } from './settings.ts'

type Parts = {
  readonly host: Pick<Host, 'publish'>
  readonly settings: Settings
  readonly budget: ReturnType<typeof createBudget>
  readonly rest: ReturnType<typeof createRest>
  readonly mutes: Awaited<ReturnType<typeof createMutes>>
  readonly memory: ReturnType<typeof createMemory>
  readonly queue: ReturnType<typeof createQueue>
}

/** How things stand: for the action `status`, and kept on the topic `status` for whoever looks later. */
export function createStatus({ host, settings, budget, rest, mutes, memory, queue }: Parts) {
  const counts = new Map<string, number>()
  let live: string | undefined

  async function read() {
    const spent = live === undefined ? undefined : await budget.spent(live)
    return {
      state: settings.isOff ? 'off' : settings.services.length > 0 || settings.problem === undefined ? 'on' : 'templates',
      ...(settings.problem !== undefined && { problem: settings.problem }),
      services: settings.services.map((name) => ({
        name,
        title: SERVICES[name].title,
        model: settings.models[name],
        isResting: rest.isResting(name),
      })),
      personas: settings.personas.map(({ name }) => ({ name, isMuted: mutes.has(name) })),
      ...(live !== undefined && { live }),
      ...(spent && { budget: inDollars(spent, settings) }),
      outcomes: Object.fromEntries(counts),
      memory: memory.exchanges(),
      ...queue.counts(),
    }
  }

  const publish = async () => host.publish('status', await read(), { retain: true })

  return {
    read,
    publish,
    count: (how: string) => void counts.set(how, (counts.get(how) ?? 0) + 1),
    seen(sessionId: string): void {
      live = sessionId
    },
  }
}

export type Status = ReturnType<typeof createStatus>

function inDollars({ tokens, micros, part, hasStopped }: Spent, { budget }: Settings) {
  const dollars = Math.round(micros / 100) / 10_000
  const state = hasStopped ? 'spent' : part >= 0.8 ? 'low' : 'fine'
  return { state, tokens, dollars, part: Math.round(part * 100) / 100, ofTokens: budget.tokens, ofDollars: budget.dollars }
}
