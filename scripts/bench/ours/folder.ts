import { join } from 'node:path'
import { writeBenchPlugins } from '../bench-plugins.ts'
import type { Cleanup } from '../cleanup.ts'
import { trustPlugins } from '../host.ts'

/** A fresh folder with so many plugins in it that share a runner, and without a log. */
export async function benchFolder(cleanup: Cleanup, plugins: number, options?: { readonly busyMs: number }): Promise<string> {
  const folder = cleanup.folder()
  await trustPlugins(folder, await writeBenchPlugins(join(folder, 'plugins'), plugins, options))
  return folder
}
