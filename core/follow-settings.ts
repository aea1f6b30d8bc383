import type { Settings } from '../schemas/types.ts'
import { HostError } from './base/errors.ts'
import type { LiveSource } from './live-source.ts'
import type { Plugins } from './plugins/lifecycle.ts'
import type { RevokedFile } from './store/revoked.ts'
import type { SettingsFile } from './store/settings.ts'
import { watchOneFile } from './store/settings-watch.ts'

type Revocations = Pick<Parts, 'plugins' | 'say'> & { readonly file: string; readonly revoked: RevokedFile }

type Parts = {
  readonly file: string
  readonly settings: SettingsFile
  readonly plugins: Pick<Plugins, 'refresh' | 'status'>
  readonly source: Pick<LiveSource, 'follow'>
  readonly say: (sentence: string) => void
}

/** Follows what is edited by hand: each plugin whose part changed is brought in line. A file that is deleted leaves the defaults; one that is not valid changes nothing, and either is told. Answers what ends it. */
export function followSettings({ file, settings, plugins, source, say }: Parts): () => void {
  async function follow(isThere: boolean): Promise<void> {
    const before = settings.current()
    const after = await (isThere ? settings.reload() : settings.reset())
    if (differ(after, before) && !isThere) say(`${file} was deleted; the defaults go on`)
    await bringInLine(before, after, { plugins, source, say })
  }

  return watchOneFile(file, (isThere) => {
    follow(isThere).catch((error: unknown) => {
      if (!(error instanceof HostError)) throw error
      say(`${error.message}; the settings before go on`)
    })
  })
}

/** Refreshes each plugin whose part of the settings changed, follows the account they name now, and tells what counts from the next start only. */
export async function bringInLine(
  before: Settings,
  after: Settings,
  { plugins, source, say }: Pick<Parts, 'plugins' | 'source' | 'say'>,
): Promise<void> {
  const changed = plugins.status().filter(({ id }) => differ(before.plugins?.[id], after.plugins?.[id]))
  await Promise.all(changed.map(({ id }) => plugins.refresh(id)))
  if (differ(before.tiktok, after.tiktok)) await source.follow(after)
  if (differ(before.server, after.server)) say('The settings of the server count from the next start')
}

/** Follows the list of revoked plugins: whoever is on it ends, and whoever is no longer may run. Answers what ends it. */
export function followRevoked({ file, revoked, plugins, say }: Revocations): () => void {
  async function follow(): Promise<void> {
    await revoked.reload()
    await Promise.all(plugins.status().map(({ id }) => plugins.refresh(id)))
  }

  return watchOneFile(file, () => {
    follow().catch((error: unknown) => {
      if (!(error instanceof HostError)) throw error
      say(`${error.message}; the list before goes on`)
    })
  })
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}
