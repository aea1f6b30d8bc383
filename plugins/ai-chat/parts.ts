import type { Host } from '#sdk'
import { createCompose } from './answer/compose.ts'
import { createModerate } from './answer/moderate.ts'
import { createDesk } from './desk.ts'
import { keepKeysAtHome } from './key-homes.ts'
import { createBudget } from './live/budget.ts'
import { createCoolDown } from './live/cool-down.ts'
import { createMemory } from './live/memory.ts'
import { createMutes } from './live/mutes.ts'
import { createQueue } from './live/queue.ts'
import { createAsking } from './services/asking.ts'
import { createRest } from './services/rest.ts'
import type { Settings } from './settings.ts'
import { createStage } from './stage.ts'
import { createStatus } from './status.ts'
import { createTryOut } from './try-out.ts'

export type ChatParts = Awaited<ReturnType<typeof createParts>>

/** Builds the plugin of its parts; each has one idea, and a test. */
export async function createParts(host: Host, given: Settings) {
  const settings = await keepKeysAtHome(given, host.kv)
  const now = () => Date.now()
  const { log, kv, signal } = host
  const budget = createBudget(kv, settings.budget, { now, warn: (spent) => log.warn(LOW, { ...spent }), stopped: () => log.warn(SPENT) })
  const mutes = await createMutes(kv)
  const memory = createMemory(settings.memory)
  const queue = createQueue(settings.queue)
  const rest = createRest(now)
  const status = createStatus({ host, settings, budget, rest, mutes, memory, queue })
  const ask = createAsking({ settings, budget, rest, log })
  const compose = createCompose({ settings, ask, memory, moderate: createModerate(host, settings.blocked), random: Math.random })
  const coolDown = createCoolDown(settings.coolDown, now)
  const stage = createStage(host, settings)
  const desk = createDesk({ settings, compose, memory, mutes, coolDown, queue, stage, now, ended: status.count })
  const tryOut = createTryOut({ settings, compose, now, signal })
  return { settings, budget, mutes, memory, status, desk, tryOut }
}

const LOW = 'The budget of this live is nearly spent; give it more in the settings of AI chat, or no model is asked any more when it is'
const SPENT = 'The budget of this live is spent: no model is asked any more; give it more in the settings of AI chat'
