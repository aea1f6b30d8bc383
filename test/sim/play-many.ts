import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { type Bug, changed } from './plant.ts'
import type { Broken, Player } from './player.ts'

/** Stories throw away all that they make: with more room for what is young, a third less time goes into collecting it. */
const YOUNG_MB = 96
/** Far longer than any story takes on a machine that is busy. */
const STUCK_MS = 30_000
const LOOKS = 30

export type Play = {
  from: number
  count: number
  onProgress?: (played: number) => void
  /** The core has it. */
  bug?: Bug
  /** A story that takes longer does not come to an end. */
  stuckMs?: number
}

/** Plays the stories of many seeds on all processors; answers those that broke a promise or never end, by seed. */
export async function playMany({ from, count, onProgress, bug, stuckMs = STUCK_MS }: Play): Promise<readonly Broken[]> {
  const code = await playerCode(bug)
  const threads = Math.min(availableParallelism(), 8, count)
  const played = new Int32Array(new SharedArrayBuffer(4))
  const broken: Broken[] = []

  /** Ends with the thread; answers the seed that the thread could not get past. */
  async function play(first: number): Promise<number | undefined> {
    const at = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(code, {
      workerData: { first, end: from + count, step: threads, at, played } satisfies Player,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.on('message', (story: Broken) => broken.push(story))
    const stuck = watch(worker, at, stuckMs)
    const [exitCode] = await once(worker, 'exit')
    const seed = stuck()
    if (seed === undefined && exitCode !== 0) throw new Error(`A thread that plays stories ended with ${exitCode}`)
    return seed
  }

  async function playOn(first: number) {
    for (let seed = await play(first); seed !== undefined; seed = await play(seed + threads)) {
      broken.push({ seed, promise: `X5: the story does not come to an end in ${stuckMs} ms` })
      Atomics.add(played, 0, 1)
    }
  }

  const progress = setInterval(() => onProgress?.(Atomics.load(played, 0)), 500)
  try {
    await Promise.all(Array.from({ length: threads }, (_, index) => playOn(from + index)))
  } finally {
    clearInterval(progress)
  }
  if (played[0] !== count) throw new Error(`Only ${played[0]} of ${count} stories were played`)
  return broken.sort((a, b) => a.seed - b.seed)
}

/** Ends a thread that stays at one seed; what it answers says at which, and ends the watch. */
function watch(worker: Worker, at: Int32Array, stuckMs: number): () => number | undefined {
  let stuck: number | undefined
  let seed = 0
  let looks = 0
  const timer = setInterval(() => {
    const now = Atomics.load(at, 0)
    looks = now === seed ? looks + 1 : 0
    seed = now
    // A thread that has not begun is at no seed.
    if (looks < LOOKS || seed === 0) return
    stuck = seed
    worker.terminate()
  }, stuckMs / LOOKS)
  return () => {
    clearInterval(timer)
    return stuck
  }
}

/** One plain script: the loader of TypeScript names every function it meets, which takes a tenth of the time. */
async function playerCode(bug: Bug | undefined): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('player.ts', import.meta.url))],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/')" },
    plugins: bug ? [changed(bug)] : [],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  return new URL(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
}
