import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import type { Told } from './player.ts'

/** Plays the stories of many seeds on all processors; answers those that broke a promise, by seed. */
export async function playMany({ from, count, onProgress }: { from: number; count: number; onProgress?: (played: number) => void }) {
  const code = await playerCode()
  const threads = Math.min(availableParallelism(), 8, count)
  const broken: Told['broken'][number][] = []
  let played = 0
  const play = async (first: number) => {
    const worker = new Worker(code, { workerData: { from: from + first, count: count - first, step: threads } })
    worker.on('message', (told: Told) => {
      played += told.played
      broken.push(...told.broken)
      onProgress?.(played)
    })
    const [exitCode] = await once(worker, 'exit')
    if (exitCode !== 0) throw new Error(`A thread that plays stories ended with ${exitCode}`)
  }
  await Promise.all(Array.from({ length: threads }, (_, first) => play(first)))
  if (played !== count) throw new Error(`Only ${played} of ${count} stories were played`)
  return broken.sort((a, b) => a.seed - b.seed)
}

/** One plain script: the loader of TypeScript names every function it meets, which takes a tenth of the time. */
async function playerCode(): Promise<URL> {
  const entryPoints = [fileURLToPath(new URL('player.ts', import.meta.url))]
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/')" }
  const { outputFiles } = await build({
    entryPoints,
    banner,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  return new URL(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
}
