import { inspect } from '../web/inspect.ts'
import { createChildProcesses } from './child-process.ts'
import { createCommand } from './command.ts'
import { createConns } from './conn.ts'
import { createConnect } from './connect.ts'
import { createCopyFile } from './copy-file.ts'
import { createEnv } from './env.ts'
import { FACTS } from './facts.ts'
import { createFolders } from './folders.ts'
import { createFsFiles } from './fs-file.ts'
import { createListen } from './listen.ts'
import { createMissing } from './missing.ts'
import { createOpen } from './open.ts'
import type { DenoParts } from './parts.ts'
import { createPermissionStatuses } from './permission-status.ts'
import { createPermissions } from './permissions.ts'
import { createReading } from './read-file.ts'
import { createServe } from './serve.ts'
import { createStat } from './stat.ts'
import { createWriting } from './write-file.ts'

/** The global `Deno` of a plugin, frozen: what is in, and how it differs from Deno's, is the table in README.md. */
export function createDeno({ web, ...rest }: DenoParts): typeof Deno {
  // A plugin reaches the class of whatever it is handed, also one that it never asked for by name.
  const parts = { ...rest, web: <T>(name: string) => rest.harden(web<T>(name)) }
  const files = createFsFiles(parts)
  const conns = createConns(parts)
  const children = createChildProcesses(parts)
  const statuses = createPermissionStatuses(parts)
  const namespace = {
    ...FACTS,
    ...createMissing(parts),
    ...createReading(parts),
    ...createWriting(parts),
    ...createFolders(parts),
    ...createStat(parts),
    ...createOpen(parts, files),
    ...createConnect(parts, conns),
    ...createListen(parts, conns),
    ...createServe(parts),
    ...createPermissions(parts, statuses),
    copyFile: createCopyFile(parts),
    env: createEnv(parts),
    errors: parts.errors,
    // The console shows text bare, and Deno.inspect in quotes.
    inspect: (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : inspect(value)),
    Command: createCommand(parts, children),
    ChildProcess: children.ChildProcess,
    FsFile: files.FsFile,
    get PermissionStatus() {
      return statuses.statusClass()
    },
  }
  const checked: Omit<typeof Deno, NotConstructed> = namespace
  // What is left are classes that the types give no constructor, and whose constructors throw.
  return parts.harden(checked) as typeof Deno
}

type NotConstructed = 'FsFile' | 'ChildProcess' | 'Permissions' | 'PermissionStatus'
