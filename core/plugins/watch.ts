import { join, relative, sep } from 'node:path'
import { watch } from 'chokidar'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'

/** Editors write a file in several steps, and a folder is copied in file by file. */
const QUIET_MS = 100

type Parts = {
  readonly clock: Clock
  readonly log: Logger
  /** Called once a plugin's folder has been quiet for a moment, with what changed in it. */
  readonly onChange: (id: string, paths: readonly string[]) => void
}

/** Watches the folders below the roots; resolves once it sees every change. */
export async function watchPlugins(roots: readonly string[], { clock, log, onChange }: Parts): Promise<{ stop(): Promise<void> }> {
  const changed = new Map<string, { readonly paths: Set<string>; cancel: () => void }>()
  const watcher = watch([...roots], { ignoreInitial: true, ignored: (path) => isIgnored(partsOf(roots, path)) })

  watcher.on('all', (_, path) => {
    const [id, ...rest] = partsOf(roots, path)
    if (id === undefined) return
    const change = changed.get(id) ?? { paths: new Set(), cancel: () => {} }
    changed.set(id, change)
    change.paths.add(join(...rest))
    change.cancel()
    change.cancel = clock.after(QUIET_MS, () => {
      changed.delete(id)
      onChange(id, [...change.paths])
    })
  })
  watcher.on('error', (err) => log.warn({ err }, 'Plugin folders cannot be watched in whole; changes there need a restart'))
  // It is never ready to watch nothing.
  if (roots.length > 0) await new Promise<void>((resolve) => watcher.once('ready', resolve))

  return {
    async stop() {
      await watcher.close()
      for (const { cancel } of changed.values()) cancel()
    },
  }
}

/** The parts of a path below its root; none for a root itself. */
function partsOf(roots: readonly string[], path: string): readonly string[] {
  const root = roots.find((candidate) => path.startsWith(candidate + sep))
  return root === undefined ? [] : relative(root, path).split(sep)
}

/** Dot files, and packages: thousands of files that change with the plugin's own. */
function isIgnored(parts: readonly string[]): boolean {
  return parts.some((part) => part === 'node_modules' || part.startsWith('.'))
}
