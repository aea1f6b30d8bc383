import type { KeyValue } from '#sdk'
import type { DinoSettings } from '../settings.ts'
import { type Call, createDevTools, openSocket } from './devtools.ts'
import { flagsOf } from './flags.ts'
import { newProfile, remember, removeLeftovers } from './leftovers.ts'
import { freePort } from './port.ts'
import { startBrowser } from './start.ts'

type Parts = {
  readonly settings: Pick<DinoSettings, 'look' | 'programs'>
  readonly kv: KeyValue
  /** Ends the browser. */
  readonly signal: AbortSignal
  readonly lost: (why: string) => void
}

export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>

/** A browser of our own with one page, in a profile that nobody has used. */
export async function openBrowser({ settings: { look, programs }, kv, signal, lost }: Parts) {
  await removeLeftovers(kv)
  const port = await freePort()
  const { url, child } = await startBrowser(programs, flagsOf(look, { profile: newProfile(), port }), signal)
  await remember(kv, url)
  const devtools = createDevTools(await openSocket(url, signal), lost)
  const page: Call = await devtools.page()
  return { page, port, ended: () => child.status.then(() => {}) }
}
