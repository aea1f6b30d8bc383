/** What an adapter needs to reach a server. */
export type ServerAddress = { readonly port: number; readonly url: string; readonly folder: string }

/** How a private server is run. */
export type Launch = {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What it prints once it takes connections. */
  readonly ready: RegExp
  readonly url: string
  /** Started before it and ended after it. */
  readonly beside?: readonly string[]
}

export type Place = { readonly folder: string; readonly port: number; readonly secondPort: number; readonly thirdPort: number }

/** A program from the system, and how it is run on files and ports of its own. */
export type ServerProgram = {
  readonly program: string
  /** Debian's name of it. */
  readonly packageName: string
  readonly version: readonly string[]
  readonly launch: (place: Place) => Launch
}
