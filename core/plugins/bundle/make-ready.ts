import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { forRealm, type RealmScript, type Script } from './realm.ts'

/** A longer script would keep the core from everything else for some 50 ms and more. */
const MAX_CHARS_HERE = 150_000
/** The tree of 5 MB of code that is nothing but numbers takes 700 MB. */
const MAX_MEMORY_MB = 1024

const MAX_MS = 30_000

const THREAD = `
import { parentPort, workerData } from 'node:worker_threads'
import { forRealm } from './realm.ts'
parentPort.postMessage(forRealm(workerData))`

/** `forRealm`, in a thread of its own when the script is long. */
export async function makeReady({ code, map }: Script): Promise<RealmScript> {
  if (code.length <= MAX_CHARS_HERE) return forRealm({ code, map })
  const worker = new Worker(await threadCode(), {
    eval: true,
    workerData: { code, map },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  })
  try {
    const [made] = await once(worker, 'message', { signal: AbortSignal.timeout(MAX_MS) })
    // It is what the one line of the thread answers.
    return made as RealmScript
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { script: { code, map }, flaws: [{ at: 0, text: `It cannot be made ready for the sandbox: ${why}` }], inTaggedTemplate: false }
  } finally {
    await worker.terminate()
  }
}

/** One script, so that the thread needs no loader for TypeScript. */
async function threadCode(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: THREAD, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
