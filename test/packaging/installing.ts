import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Deciding, type InstallParts, install, type Plan } from '../../core/packages/install.ts'
import { createRecords } from '../../core/packages/records.ts'
import { contentsOf } from '../../core/packages/source.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { createFolder } from '../support/folder.ts'
import { type Crafted, craftZip } from './crafted-zip.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The files of a small plugin that is good. */
export function goodPlugin(id: string, manifest: Record<string, unknown> = {}): readonly Crafted[] {
  const whole = { id, name: id, version: '1.0.0', subscriptions: [{ event: 'gift' }], ...manifest }
  return [
    { name: 'plugin.manifest.json', content: JSON.stringify(whole) },
    { name: 'plugin.ts', content: 'export default { on: { gift: () => {} } }' },
    { name: 'README.md', content: '# It' },
  ]
}

/** A folder to install into, everything handed in, and what lies in it; all of it gone with the test. */
export async function createPlace() {
  const folder = createFolder()
  const parts: InstallParts = {
    into: join(folder, 'plugins'),
    records: createRecords(join(folder, 'data')),
    hostVersion: '0.1.0',
    base: await readBase(join(ROOT, 'plugin.manifest.json')),
    now: () => new Date(0),
    revoked: [],
  }
  const plans: Plan[] = []

  async function zip(entries: readonly Crafted[] | Uint8Array): Promise<string> {
    const file = join(folder, 'given.zip')
    await writeFile(file, entries instanceof Uint8Array ? entries : craftZip(entries))
    return file
  }
  return {
    folder,
    parts,
    plans,
    zip,
    /** Installs from anywhere, agreeing unless said. */
    async install(source: string, more: Partial<Deciding> = {}): Promise<boolean> {
      const deciding: Deciding = {
        source,
        allowDowngrade: false,
        async decide(plan) {
          plans.push(plan)
          return true
        },
        ...more,
      }
      return install(await contentsOf(source, parts.hostVersion), parts, deciding)
    },
    /** Everything below the folder of plugins, hidden things too. */
    there: (): Promise<readonly string[]> => readdir(parts.into, { recursive: true }).catch(() => []),
  }
}
