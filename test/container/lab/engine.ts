import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { ENGINE, inEngine } from '../../../scripts/container-engine.mjs'
import { BASE_IMAGE, CONTAINER_ROOT } from '../../../scripts/container-place.mjs'
import { askedUntil } from '../../support/asked.ts'
import type { Ending } from '../../support/host.ts'

const IMAGES = join(CONTAINER_ROOT, 'var/lib/docker')

export type Engine = Awaited<ReturnType<typeof startEngine>>

/** A Docker Engine that knows one image, `base`, and has never run anything. Ends with the test. */
export async function startEngine(ending: Ending, base: string) {
  rmSync(IMAGES, { recursive: true, force: true })
  const [program = '', ...args] = ENGINE
  const engine = spawn(program, args, { stdio: 'ignore' })
  const gone = new Promise((resolve) => engine.once('exit', resolve))
  ending.after(async () => {
    engine.kill('SIGKILL')
    await gone
    rmSync(IMAGES, { recursive: true, force: true, maxRetries: 5 })
  })
  /** What is typed, with `env` beside what a shell has; rejects with what the program said. */
  const type = async (command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const [first = '', ...rest] = inEngine(engine.pid, command)
    return (await execa(first, rest, { env, all: true })).all
  }
  await askedUntil(
    () => type(['docker', 'info']).catch(() => undefined),
    (info) => info !== undefined,
  )
  await type(['docker', 'import', '--change', 'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/trusted.crt', BASE_IMAGE, base])
  return { type }
}
