import { setTimeout as pause } from 'node:timers/promises'
import { chatDraft, giftDraft } from '../drafts.ts'
import { startBenchHost } from '../host.ts'
import { now, openGiftSocket, type TimedGift } from './gift-socket.ts'

const ADD = 256
const SAMPLES_LIMIT_MS = 8000

export type UrgentOptions = { readonly folder: string; readonly backlog: number; readonly samples: number }
export type Urgent = { readonly latenciesMs: readonly number[]; readonly waiting: number }

/** Milliseconds from handing in a gift until its handler runs, while chats wait by the thousand; as peers/work.mjs does with others. */
export async function measureUrgent({ folder, backlog, samples }: UrgentOptions): Promise<Urgent> {
  const host = await startBenchHost({ folder })
  let arrive: (gift: TimedGift) => void = () => {}
  const socket = await openGiftSocket(host, (gift) => arrive(gift))
  for (let n = 0; n < backlog; n += ADD) await host.ingest(Array.from({ length: ADD }, (_, k) => chatDraft(n + k)))
  const waiting = () => host.lanes().reduce((sum, { depth, spilled }) => sum + depth + spilled, 0)
  const latenciesMs: number[] = []
  const startedAt = performance.now()
  while (latenciesMs.length < samples && waiting() > backlog / 10 && performance.now() - startedAt < SAMPLES_LIMIT_MS) {
    const arrived = new Promise<TimedGift>((resolve) => {
      arrive = resolve
    })
    void host.ingest([{ ...giftDraft(0, now()), eventId: `bench:urgent:${latenciesMs.length}` }])
    latenciesMs.push((await arrived).handlerMs)
    await pause(10)
  }
  const left = waiting()
  socket.close()
  await host.stop(0)
  return { latenciesMs, waiting: left }
}
