import type { Dispatch } from '../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Disk } from './disk.ts'

/** All that is packed of an event is how many likes it stands for; of one that the log does not have, which message it is as well. */
export function packLikes(event: UnifiedEvent): Uint8Array {
  const likeCount = event.eventType === 'like' ? event.payload.likeCount : 0
  const likes = [likeCount & 255, likeCount >> 8]
  const message = event.seqNo === 0 ? Number(event.eventId.split(':').at(-1)) : 0
  return Uint8Array.from(event.seqNo === 0 ? [...likes, message & 255, message >> 8] : likes)
}

/** The message that an event which the log does not have came with. */
export function messageOf(bytes: Uint8Array): number {
  return (bytes[2] ?? 0) + (bytes[3] ?? 0) * 256
}

/** V4: likes delivered and dropped are the likes received, as long as no crash blurs what was dropped. */
export function createLikeSums(plugins: readonly string[], disk: Pick<Disk, 'log'>) {
  const sums = new Map<string, number>()
  const started = new Set<string>()
  let isExact = true
  let counted = 0
  const add = (plugin: string, likes: number) => {
    if (plugins.includes(plugin)) sums.set(plugin, (sums.get(plugin) ?? 0) + likes)
  }
  const likesOf = (seqNo: number) => {
    const event = disk.log[seqNo - 1]?.event
    return event?.eventType === 'like' && event.source !== 'history' && !event.replay ? event.payload.likeCount : 0
  }
  return {
    delivered(plugin: string, { seqNo, bytes }: Dispatch) {
      if (likesOf(seqNo) === 0) return
      started.add(`${plugin} ${seqNo}`)
      add(plugin, -((bytes[0] ?? 0) + (bytes[1] ?? 0) * 256))
    },
    dropped(plugin: string, seqNo: number) {
      // What was merged into one that ran is gone with it; both were counted when it ran.
      if (!started.has(`${plugin} ${seqNo}`)) add(plugin, -likesOf(seqNo))
    },
    giveUp() {
      isExact = false
    },
    sumsDiffer() {
      while (counted < disk.log.length) {
        counted++
        for (const plugin of plugins) add(plugin, likesOf(counted))
      }
      return isExact && [...sums.values()].some((sum) => sum !== 0)
    },
  }
}
