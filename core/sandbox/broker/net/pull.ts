import type { Readable } from 'node:stream'
import { PowerError } from '../power.ts'

/** Reads a stream when asked, so that the other side waits while nobody asks. */
export type Pull = {
  /** At most `max` bytes, waited for; undefined at the end. Rejects with what broke the stream, and with Busy while another read waits. */
  next(max: number): Promise<Uint8Array | undefined>
}

export function createPull(stream: Readable): Pull {
  let isWaiting = false
  return {
    async next(max) {
      if (isWaiting) throw new PowerError('Busy', 'Another read of this waits already')
      isWaiting = true
      try {
        return await nextOf(stream, max)
      } finally {
        isWaiting = false
      }
    },
  }
}

async function nextOf(stream: Readable, max: number): Promise<Uint8Array | undefined> {
  for (;;) {
    if (stream.errored) throw stream.errored
    if (stream.readableLength > 0) return stream.read(Math.min(max, stream.readableLength)) ?? undefined
    // Asks for more, and lets a stream that is over notice it.
    stream.read(0)
    if (stream.readableEnded) return undefined
    if (stream.destroyed) throw new PowerError('Interrupted', 'It was closed')
    if (stream.readableLength === 0) await changeOf(stream)
  }
}

function changeOf(stream: Readable): Promise<void> {
  const events = ['readable', 'end', 'error', 'close'] as const
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
