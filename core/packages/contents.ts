import { HostError } from '../base/errors.ts'
import { LIMITS } from './limits.ts'
import { foldedPath, problemOfPath } from './names.ts'

/** The files of a plugin, in memory: path with slashes to bytes, in order of their paths. */
export type Contents = ReadonlyMap<string, Uint8Array>

/** Why something was not taken; nothing of it is on the disk. */
export function refusal(message: string, detail: Record<string, unknown> = {}, cause?: unknown): HostError {
  return new HostError('PACKAGE_REFUSED', message, detail, cause)
}

/** Gathers files and folders from anywhere, within the limits. Each call throws PACKAGE_REFUSED for what no plugin may hold. */
export function createGathering() {
  const files = new Map<string, Uint8Array>()
  const kinds = new Map<string, 'file' | 'folder'>()
  let entries = 0
  let bytes = 0

  function note(path: string, kind: 'file' | 'folder') {
    const folded = foldedPath(path)
    const known = kinds.get(folded)
    if (known && (known === 'file' || kind === 'file')) throw refusal(`${shown(path)} is there twice, when letter case does not count`)
    kinds.set(folded, kind)
  }

  return {
    /** Looks at a path before its bytes are read. */
    admit(path: string, kind: 'file' | 'folder') {
      entries += 1
      if (entries > LIMITS.files) throw refusal(`It has more than ${LIMITS.files} files`)
      const problem = problemOfPath(path)
      if (problem) throw refusal(`${shown(path)} ${problem}`)
      const parts = path.split('/')
      for (let depth = 1; depth < parts.length; depth += 1) note(parts.slice(0, depth).join('/'), 'folder')
      note(path, kind)
    },
    /** Bytes that came out of a file, whether or not all of it did. */
    count(more: number) {
      bytes += more
      if (bytes > LIMITS.unpackedBytes) throw refusal(`It unpacks to more than ${LIMITS.unpackedBytes / 1024 / 1024} MiB`)
    },
    add: (path: string, content: Uint8Array) => void files.set(path, content),
    contents: (): Contents => new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** A stranger's name, fit for a terminal. */
function shown(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 77)}…` : path).replaceAll(/[^\x20-\x7e…]/g, '?')
}
