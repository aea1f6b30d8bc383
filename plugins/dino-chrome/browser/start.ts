import { PermanentError, RetryError } from '#sdk/failures'

/** A browser that runs, and the address of its DevTools. */
export type Started = { readonly url: string; readonly child: Deno.ChildProcess }

const LISTENING = /DevTools listening on (ws:\/\/127\.0\.0\.1:\d+\/devtools\/browser\/[\w-]+)/
const MAX_CHARS = 16_384

/** What it says when it cannot be started, and what is to be done. */
const REASONS = [
  [
    /no usable sandbox|without --no-sandbox/i,
    'Chromium cannot lock itself in here (as root, for example); run Showrunner as another user, or switch "sandbox" off',
  ],
  [
    /missing x server|cannot open display|no protocol specified|ozone platform/i,
    'Chromium found no screen for its window; switch "headless" on',
  ],
] as const

/** Starts the first of the programs that is here. Rejects with PermanentError where trying again cannot help. */
export async function startBrowser(programs: readonly string[], args: readonly string[], signal: AbortSignal): Promise<Started> {
  for (const program of programs) {
    const child = new Deno.Command(program, { args, stdin: 'null', stdout: 'null', stderr: 'piped' }).spawn()
    signal.addEventListener('abort', () => end(child), { once: true })
    const url = await listening(child)
    if (url) return { url, child }
  }
  throw new PermanentError('Neither Chromium nor Chrome is on this computer; install one, and switch this plugin off and on')
}

/** Ends it at once; nothing when it has ended. */
export function end(child: Deno.ChildProcess): void {
  try {
    child.kill('SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** The address that it says it listens on; undefined where there is no such program. What it says afterwards is read and forgotten. */
async function listening(child: Deno.ChildProcess): Promise<string | undefined> {
  let said = ''
  const status = child.status.catch((error: unknown) => error)
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ done: true, value: undefined }))
    if (done) break
    said = (said + value).slice(-MAX_CHARS)
    const url = LISTENING.exec(said)?.[1]
    if (!url) continue
    void drain(reader)
    return url
  }
  const ended = await status
  if (ended instanceof Deno.errors.NotFound || ended instanceof Deno.errors.NotCapable) return undefined
  throw why(said)
}

async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read().catch(() => ({ done: true }))).done);
}

function why(said: string): Error {
  const known = REASONS.find(([pattern]) => pattern.test(said))
  return known ? new PermanentError(known[1]) : new RetryError('Chromium ended before it could be driven')
}
