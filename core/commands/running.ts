import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../base/clock.ts'
import { ERRORS, type ErrorCode, HostError } from '../base/errors.ts'
import { writeWhole } from '../base/write-whole.ts'

/** Where the host of a data folder can be reached. */
type Running = { readonly url: string; readonly pid: number }

const fileOf = (dataDir: string) => join(dataDir, 'running.json')

type Noting = { readonly clock?: Clock; readonly warn?: (sentence: string) => void }

const RETRY_MS = 5_000

/**
 * Leaves a note in the data folder, so that other commands find the host; answers what removes it. Where it cannot be written, as on a full disk, that is told and
 * tried again until it is: a live does not wait for it.
 */
export async function noteRunning(
  dataDir: string,
  running: Running,
  { clock = systemClock, warn }: Noting = {},
): Promise<() => Promise<void>> {
  const file = fileOf(dataDir)
  let cancelRetry = () => {}

  async function note(isFirst: boolean): Promise<void> {
    const written = writeWhole(file, `${JSON.stringify(running)}\n`)
    await written.catch((error: NodeJS.ErrnoException) => {
      if (isFirst) warn?.(`${file} cannot be written (${error.code}), so commands need --url ${running.url} until it can`)
      cancelRetry = clock.after(RETRY_MS, () => {
        last = note(false)
      })
    })
  }

  let last = note(true)
  await last
  return async () => {
    await last
    cancelRetry()
    await rm(file, { force: true })
  }
}

/** The note that a host left; undefined where none did, or its writing was cut off. */
export function readRunning(dataDir: string): Promise<Running | undefined> {
  return readJson<Running>(fileOf(dataDir)).catch((error: HostError) => {
    if (error.cause instanceof SyntaxError) return undefined
    throw error
  })
}

/** Calls the running host as its operator. Rejects with HOST_UNREACHABLE, or with what the host refused. */
export function createClient({ dataDir, url }: { dataDir: string; url?: string | undefined }) {
  async function address(): Promise<string> {
    const base = url ?? (await readRunning(dataDir))?.url
    if (!base) throw new HostError('HOST_UNREACHABLE', `No Showrunner runs with the data folder ${dataDir}`, { dataDir })
    return base
  }

  async function ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Response> {
    const base = await address()
    const key = (await readJson<{ admin: string }>(join(dataDir, 'keys.json')))?.admin
    if (!key) throw new HostError('HOST_UNREACHABLE', `The data folder ${dataDir} has no keys of a Showrunner`, { dataDir })
    const init = {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    }
    const response = await fetch(new URL(path, base), body === undefined ? init : { ...init, body: JSON.stringify(body) }).catch(
      (cause) => {
        throw new HostError('HOST_UNREACHABLE', `Showrunner does not answer at ${base}`, { url: base }, cause)
      },
    )
    if (response.ok) return response
    const problem = Object(await response.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string }
    // A note that outlived its host, and another one at its port.
    if (problem.code === 'KEY_WRONG')
      throw new HostError('HOST_UNREACHABLE', `What answers at ${base} is not the Showrunner of the data folder ${dataDir}`, { url: base })
    throw new HostError(codeOf(problem.code), problem.detail ?? problem.title ?? `The host answered ${response.status}`)
  }

  async function call(...request: Parameters<typeof ask>): Promise<unknown> {
    const response = await ask(...request)
    return response.status === 204 ? undefined : response.json()
  }

  return {
    address,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown) => call('POST', path, body),
    patch: (path: string, body: unknown) => call('PATCH', path, body),
    put: (path: string, body: unknown) => call('PUT', path, body),
    delete: (path: string, body?: unknown) => call('DELETE', path, body),
    /** The data of each message of this name, as it comes (server-sent events). */
    async *stream(path: string, name: string): AsyncGenerator<unknown> {
      const { body } = await ask('GET', path)
      if (!body) return
      let text = ''
      for await (const chunk of told(body.pipeThrough(new TextDecoderStream()))) {
        const blocks = (text + chunk).split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) if (block.includes(`event: ${name}\n`)) yield JSON.parse(dataOf(block))
      }
    },
    /** What is no JSON. */
    bytes: async (path: string) => Buffer.from(await (await ask('GET', path)).arrayBuffer()),
  }
}

/** What comes, until it ends; a host that goes away in the middle is told in a sentence. */
async function* told(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* chunks
  } catch (cause) {
    throw new HostError('HOST_UNREACHABLE', 'Showrunner went away', {}, cause)
  }
}

/** The lines of data of one message. */
function dataOf(block: string): string {
  return block
    .split('\n')
    .flatMap((line) => (line.startsWith('data: ') ? line.slice('data: '.length) : []))
    .join('\n')
}

/** What the command ends with when the host refused. */
function codeOf(problem = ''): ErrorCode {
  if (problem === 'REQUEST_INVALID' || problem === 'BODY_INVALID' || problem === 'NOT_FOUND') return 'USAGE'
  if (problem === 'UNAVAILABLE') return 'OVERLOADED'
  return problem in ERRORS ? (problem as ErrorCode) : 'HOST_FAILED'
}

/** What the host answers, or undefined when none runs with the data folder. With an address of its own it has to be there. */
export async function ifRunning<T>(options: { readonly url?: string | undefined }, ask: () => Promise<T>): Promise<T | undefined> {
  return ask().catch((error) => {
    if (error instanceof HostError && error.code === 'HOST_UNREACHABLE' && !options.url) return undefined
    throw error
  })
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new HostError('DATA_UNREADABLE', `${file} cannot be read`, { file }, cause)
  })
  try {
    // Written by the host itself, with this very shape.
    return text === undefined ? undefined : (JSON.parse(text) as T)
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', `${file} is not JSON`, { file }, cause)
  }
}
