import { parentPort, workerData } from 'node:worker_threads'
import { ACTORS } from './actors.ts'
import { playStory } from './story.ts'

/** A story that broke a promise. */
export type Broken = { readonly seed: number; readonly promise: string }

/** What a player is handed: its seeds from the first to before the end, and where it says which seed it is at and how many were played by all. */
export type Player = {
  readonly first: number
  readonly end: number
  readonly step: number
  readonly at: Int32Array
  readonly played: Int32Array
}

// The one who starts this thread hands in just these.
const { first, end, step, at, played } = workerData as Player
for (let seed = first; seed < end; seed += step) {
  Atomics.store(at, 0, seed)
  const promise = await playStory(seed, ACTORS).catch(String)
  if (promise) parentPort?.postMessage({ seed, promise } satisfies Broken)
  Atomics.add(played, 0, 1)
}
