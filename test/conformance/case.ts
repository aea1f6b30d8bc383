import type { Permissions } from '../../schemas/types.ts'

/** A small program and what it needs: run by real Deno and by ours, with the same grants, and compared. */
export type Case = {
  /** A sentence: the subject, then what it does. */
  readonly id: string
  /**
   * In a manifest's words. '.' is the folder of the case, '$shared' a folder beside it, '$http', '$echo', '$tls' and '$closed' the hosts and
   * ports of the servers; '$closed' has none, and '$free' is for the case itself to listen at.
   */
  readonly grants: Permissions
  readonly needs: readonly Need[]
  /** The body of an async function that answers JSON. It finds PRELUDE's functions, `Deno` and `place`. */
  readonly code: string
  /** Where plugins get something else than Deno's, and why. In the README's table too. */
  readonly differs?: { readonly reason: string; readonly value: unknown }
}

export type Need = 'http' | 'echo' | 'tls' | 'closed' | 'free' | 'programs' | 'web'

/** What a case's code is told of its surroundings: plain data. Absolute real paths, and ports on 127.0.0.1. */
export type Place = {
  /** Its own: hello.txt, bytes.bin, a folder `sub` with inner.txt, links `link.txt` to hello.txt and `way-out` to the secret. */
  readonly folder: string
  /** Granted as '$shared': holds shared.txt. */
  readonly shared: string
  /** Never granted: a file that exists. */
  readonly secret: string
  readonly http: number
  readonly echo: number
  readonly tls: number
  /** Nobody listens. */
  readonly closed: number
  /** Nobody listens, and cases may. */
  readonly free: number
  /** PEM of the authority that the TLS server's certificate is of. */
  readonly authority: string
}

/** What a case answered, as JSON has it, or the name of what it threw. */
export type Outcome = { readonly value?: unknown } | { readonly threw: string }

/** The body of an async function: what a case may call, and then the case in a scope of its own. */
export const programOf = ({ code }: Pick<Case, 'code'>): string => `${PRELUDE}{\n${code}\n}`

const PRELUDE = `
const text = (bytes) => new TextDecoder().decode(bytes)
const bytes = (text) => new TextEncoder().encode(text)
const errorOf = async (work) => {
  try {
    await work()
  } catch (error) {
    const name = error?.name ?? String(error)
    return Object.hasOwn(Deno.errors, name) && !(error instanceof Deno.errors[name]) ? name + ', but not of its class' : name
  }
  return 'none'
}
`

/** The grants with the servers' addresses and the shared folder put in. */
export function grantsAt({ grants }: Pick<Case, 'grants'>, place: Omit<Place, 'folder'>): Permissions {
  const names: Readonly<Record<string, string>> = {
    $shared: place.shared,
    $http: `127.0.0.1:${place.http}`,
    $echo: `127.0.0.1:${place.echo}`,
    $tls: `127.0.0.1:${place.tls}`,
    $closed: `127.0.0.1:${place.closed}`,
    $free: `127.0.0.1:${place.free}`,
  }
  const lists = Object.entries(grants).map(([power, list]) => [power, Array.isArray(list) ? list.map((item) => names[item] ?? item) : list])
  // The same powers with the same kind of lists.
  return Object.fromEntries(lists) as Permissions
}
