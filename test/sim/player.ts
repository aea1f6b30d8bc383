import { parentPort, workerData } from 'node:worker_threads'
import { ACTORS } from './actors.ts'
import { playStory } from './story.ts'

/** What a player tells: how many stories it has played since it last said so, and those that broke a promise. */
export type Told = { readonly played: number; readonly broken: readonly { readonly seed: number; readonly promise: string }[] }

const TELL_EVERY = 100

// The one who starts this thread hands in just these.
const { from, count, step } = workerData as { from: number; count: number; step: number }
let played = 0
let broken: { seed: number; promise: string }[] = []
const tell = () => {
  parentPort?.postMessage({ played, broken } satisfies Told)
  played = 0
  broken = []
}
for (let seed = from; seed < from + count; seed += step) {
  const promise = await playStory(seed, ACTORS).catch(String)
  if (promise) broken.push({ seed, promise })
  if (++played === TELL_EVERY) tell()
}
tell()
