import type { OpenHow } from '../../powers.ts'
import type { FsFiles } from './fs-file.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

/** Deno.open and Deno.create. */
export function createOpen(parts: DenoParts, files: FsFiles) {
  const pathOf = createPaths(parts)
  const open = async (path: string | URL, options: Deno.OpenOptions = { read: true }): Promise<Deno.FsFile> => {
    const how = openHow(options)
    const { value } = await parts.call('file.open', [pathOf(path), how])
    return files.make(value.id)
  }
  return {
    open,
    create: (path: string | URL): Promise<Deno.FsFile> => open(path, { read: true, write: true, truncate: true, create: true }),
  }
}

/** Reads each option once, and refuses what Deno refuses. */
function openHow({ read, write, append, truncate, create, createNew, mode }: Deno.OpenOptions): OpenHow {
  if (!(read || write || append || truncate || create || createNew)) throw new Error('At least one option of "open" must be true')
  if (truncate && !write) throw new Error('The option "truncate" needs "write"')
  if ((create || createNew) && !(write || append)) throw new Error('The options "create" and "createNew" need "write" or "append"')
  return {
    ...flags({ read, write, append, truncate, create, createNew }),
    ...(mode === undefined ? {} : { mode: Number(mode) }),
  }
}

function flags<K extends string>(options: Readonly<Record<K, unknown>>): { readonly [N in K]?: boolean } {
  const chosen = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, Boolean(value)]]))
  // Every name is one of the options.
  return Object.fromEntries(chosen) as { readonly [N in K]?: boolean }
}
