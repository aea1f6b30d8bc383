import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from './case.ts'
import { startServers } from './place.ts'

/** The environment that cases run in; they are granted the first. */
export const ENVIRONMENT = { GRANTED: 'yes', HIDDEN: 'secret' }

/** What all cases of a run share: a folder to work in, and the servers. */
export async function createSurroundings() {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'conformance-')))
  const { stop, ...servers } = await startServers()
  const around: Omit<Place, 'folder'> = { shared: join(root, 'shared'), secret: join(root, 'secret.txt'), ...servers }
  return {
    root,
    around,
    async stop() {
      await stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
