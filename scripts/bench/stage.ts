import type { AnimationType } from '../../plugins/overlays/animations/look.ts'
import { latency, megabytes } from './figures.ts'
import { measureAnimation } from './stage/animation-frames.ts'
import { measureGiftFrames } from './stage/gift-frames.ts'
import { measureIdle } from './stage/idle-cost.ts'
import { openStage } from './stage/open-stage.ts'
import { measureMemory } from './stage/page-memory.ts'

const GIFTS = 30
const TYPES: readonly AnimationType[] = ['confetti', 'hearts', 'rain', 'custom']
const ALERTS = 1_000
/** What each page shows before it is idle. */
const SHOWN = {
  'alerts/alerts': { action: 'alerts.show', input: { name: 'Luna' } },
  'overlays/animations': { action: 'overlays.animate', input: { type: 'confetti' } },
}

/** What pages in OBS cost and how soon they show something, in a real Chromium without a graphics card. */
export async function runStage({ say }: { readonly say: (line: string) => void }) {
  const stage = await openStage()
  try {
    const giftFrames = await measureGiftFrames(stage, GIFTS)
    const [p50, p99, max] = latency(giftFrames)
    say(`gift → first frame of its alert: p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms (${giftFrames.samples} gifts)`)

    const idle: Record<string, Awaited<ReturnType<typeof measureIdle>>> = {}
    for (const [name, shown] of Object.entries(SHOWN)) {
      const cost = await measureIdle(stage, name, shown)
      idle[name] = cost
      say(
        `${name} idle: ${cost.scriptMsPerSecond.toFixed(2)} ms of script and ${cost.taskMsPerSecond.toFixed(2)} ms of its thread a second, ${cost.framesPerSecond} frames a second`,
      )
    }

    const animations: Record<string, Awaited<ReturnType<typeof measureAnimation>>> = {}
    for (const type of TYPES) {
      const frames = await measureAnimation(stage, type)
      animations[type] = frames
      say(
        `${type}, ${frames.particles} particles at 1920 × 1080: ${frames.perSecond.toFixed(1)} frames a second, longest ${frames.worstMs.toFixed(0)} ms`,
      )
    }

    const memory = await measureMemory(stage, ALERTS)
    say(
      `alerts page after ${memory.alerts} cards: ${megabytes(memory.afterBytes)} of heap (${megabytes(memory.beforeBytes)} after 100), ${memory.nodes} nodes`,
    )
    return { giftFrames, idle, animations, memory }
  } finally {
    await stage.stop()
  }
}
