import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createFolder } from './folder.ts'

/** What a test writes as a plugin: its manifest over the least one, and more files. */
export type Written = { readonly manifest?: Record<string, unknown> | string; readonly files?: Record<string, string> }

/** A folder for plugins that is gone after the tests, and what writes plugins into it. */
export async function createPluginFolders() {
  const root = join(createFolder(), 'plugins')
  await mkdir(root)

  async function write(id: string, { manifest = {}, files = {} }: Written = {}): Promise<string> {
    const least = { id, name: id, version: '1.0.0', subscriptions: [{ event: 'gift' }] }
    const text = typeof manifest === 'string' ? manifest : JSON.stringify({ ...least, ...manifest })
    const all = { 'plugin.manifest.json': text, 'plugin.ts': 'export default { on: { gift: () => {} } }', ...files }
    for (const [name, content] of Object.entries(all)) {
      await mkdir(dirname(join(root, id, name)), { recursive: true })
      await writeFile(join(root, id, name), content)
    }
    return join(root, id)
  }

  /** Changes one file, in one go. */
  const edit = (id: string, file: string, text: string) => writeFile(join(root, id, file), text)

  /** A folder that is there whole, as one that is moved in. */
  async function drop(id: string, written: Written = {}): Promise<void> {
    await write(`_${id}`, { ...written, manifest: { id, ...(typeof written.manifest === 'object' && written.manifest) } })
    await rename(join(root, `_${id}`), join(root, id))
  }

  return { root, write, edit, drop, remove: (id: string) => rm(join(root, id), { recursive: true }) }
}
