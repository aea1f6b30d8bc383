import { createLink } from '#sdk/link'

type Parts = {
  /** For people: what is at the door. */
  readonly what: string
  readonly port: number
  /** Pages in browsers that may knock. */
  readonly origins: readonly string[]
  readonly answer: Deno.ServeHandler
  readonly warn: (sentence: string) => void
}

/** A server on this machine's own address. Where the port is taken, by TikFinity itself or another program, it is tried again. */
export function createDoor({ what, port, origins, answer, warn }: Parts) {
  const link = createLink<Deno.HttpServer>({
    open: ({ signal, lost }) =>
      new Promise((resolve, reject) => {
        // The signal ends it with all its connections, also where it is stopped.
        const server = Deno.serve({ hostname: '127.0.0.1', port, allowOrigins: origins, signal, onListen: () => resolve(server) }, answer)
        server.finished.then(
          () => lost('It was closed'),
          (error: unknown) => reject(inWords(error, port)),
        )
      }),
    close: () => {},
    onState({ state, detail }) {
      if (state === 'refused' || state === 'waiting') warn(`${what} is not open: ${detail}`)
    },
  })

  return { start: link.start, stop: link.stop, state: () => link.state().state }
}

function inWords(error: unknown, port: number): unknown {
  if (error instanceof Deno.errors.AddrInUse) return new Error(`Port ${port} is taken; close TikFinity, or whatever else is there`)
  if (error instanceof Deno.errors.NotCapable)
    return Object.assign(new Error(`Port ${port} was not granted; approve it on the plugin’s page`), { permanent: true })
  return error
}
