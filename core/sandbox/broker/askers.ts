import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { withPackages } from './grants/packages.ts'
import { createHandles } from './handles.ts'
import { type Asker, type Grants, PowerError } from './power.ts'

export type From = { readonly plugin: string; readonly generation: number }

/** Generations that are over; what they still ask for is refused. */
const MAX_ENDED = 1000

type Parts = {
  /** Where each plugin has a folder. */
  readonly pluginsDir: string
  /** Where packages that plugins can do without are added. */
  readonly packagesDir: string
  readonly grants: (plugin: string) => Grants
  readonly used: (plugin: string, ...use: Parameters<Asker['used']>) => void
}

/** Who asks: one for each generation, from its first call to its end. */
export function createAskers({ pluginsDir, packagesDir, grants, used }: Parts) {
  const askers = new Map<string, Asker>()
  const ended = new Set<string>()

  return {
    of(from: From): Asker {
      const key = keyOf(from)
      const known = askers.get(key)
      if (known) return known
      if (ended.has(key)) throw new PowerError('BadResource', 'This generation of the plugin has ended')
      const { plugin } = from
      const packages = realOf(join(packagesDir, plugin, 'node_modules'))
      const asker: Asker = {
        plugin,
        grants: () => withPackages(grants(plugin), packages),
        packages,
        folder: realOf(join(pluginsDir, plugin)),
        handles: createHandles(),
        used: (...use) => used(plugin, ...use),
      }
      askers.set(key, asker)
      return asker
    },
    end(from: From) {
      const key = keyOf(from)
      askers.get(key)?.handles.closeAll()
      askers.delete(key)
      ended.add(key)
      const [oldest] = ended
      if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest)
    },
  }
}

const keyOf = ({ plugin, generation }: From) => `${plugin} ${generation}`

/** Where a path leads, or the path itself when nothing is there yet. */
export function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
