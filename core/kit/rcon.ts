import { PermanentError, RetryError } from '#sdk/failures'
import { createLink, type LinkState } from '#sdk/link'
import { createRconLine, type RconLine } from '#sdk/rcon-line'
import { PROFILES } from '#sdk/rcon-reply'

type Parts = {
  /** `host:port`. */
  readonly address: string
  readonly password: string
  readonly profile: keyof typeof PROFILES
  readonly onState?: (state: LinkState) => void
  readonly connect?: (to: Deno.ConnectOptions) => Promise<Pick<Deno.TcpConn, 'read' | 'write' | 'close'>>
  /** How long a server may take to answer. */
  readonly answerMs?: number
}

const MAX_WAITING = 100

export type Rcon = ReturnType<typeof createRcon>

/**
 * A remote console that is kept: one command at a time, in order; after a loss it comes back by itself, after a wrong password it does not. It asks
 * nothing of its own, since servers write every command into their log; that a server is gone without a word shows with the next command.
 */
export function createRcon({ address, password, profile: name, onState, connect = Deno.connect, answerMs = 5000 }: Parts) {
  const profile = PROFILES[name]
  let wasIn = false
  const link = createLink<RconLine>({
    async open({ signal, lost }) {
      if (password === '') throw new PermanentError('There is no password; write the one of the server into the settings')
      const conn = await connect({ ...readAddress(address), signal }).catch((error: unknown) => {
        throw whyNot(error, address)
      })
      const line = createRconLine({ conn, profile, answerMs, lost })
      signal.addEventListener('abort', line.close, { once: true })
      await line.login(password, wasIn)
      wasIn = true
      return line
    },
    close: (line) => line.close(),
    ...(onState && { onState }),
  })

  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function send(command: string, signal: AbortSignal): Promise<string> {
    if (signal.aborted) throw new RetryError('It was not this command’s turn in time')
    return (await link.ready(signal)).send(command)
  }

  return {
    ...{ start: link.start, stop: link.stop, state: link.state },
    /** Runs one command and answers what the server said. Rejects with PermanentError for what is no command, else with RetryError. */
    async run(command: string, signal: AbortSignal): Promise<string> {
      const flaw = flawOf(command, profile.maxBytes)
      if (flaw) throw new PermanentError(flaw)
      if (waiting >= MAX_WAITING) throw new RetryError(`${MAX_WAITING} commands wait for the server already`)
      waiting += 1
      const mine = last.then(() => send(command, signal))
      last = mine.catch(() => {})
      return mine.finally(() => {
        waiting -= 1
      })
    },
  }
}

/** Reads `host:port`, also with an IPv6 address in brackets. Throws PermanentError where there is no port. */
function readAddress(address: string): { readonly hostname: string; readonly port: number } {
  const found = /^(?:\[([^\]]+)\]|([^\s:/]+)):(\d{1,5})$/.exec(address.trim())
  if (!found) throw new PermanentError('An address is a host and a port, for example 127.0.0.1:25575; correct it in the settings')
  return { hostname: found[1] ?? found[2] ?? '', port: Number(found[3]) }
}

function flawOf(command: string, maxBytes: number): string | undefined {
  if (command.trim() === '') return 'The command is empty'
  // A console takes what is behind one for the next command.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(command)) return 'A command is one line, without control characters'
  const bytes = new TextEncoder().encode(command).length
  return bytes > maxBytes ? `The command has ${bytes} bytes; the server reads ${maxBytes}` : undefined
}

/** What was not granted stays so until the settings are others. */
function whyNot(error: unknown, address: string): Error {
  const { name, message = '' } = Object(error) as { name?: string; message?: string }
  if (name === 'NotCapable' || name === 'PermanentError') return new PermanentError(message.split('\n', 1)[0] ?? '')
  return new RetryError(`No server answers at ${address}; start it, and switch RCON on in its settings`)
}
