import { createChildProcesses } from './child-process.ts'
import { createCommand } from './command.ts'
import { createConns } from './conn.ts'
import { createConnect } from './connect.ts'
import { createCopyFile } from './copy-file.ts'
import { createEnv } from './env.ts'
import { createErrors, createFailures } from './errors.ts'
import { FACTS } from './facts.ts'
import { createFolders } from './folders.ts'
import { createFsFiles } from './fs-file.ts'
import { inspect } from './inspect.ts'
import { createMissing } from './missing.ts'
import { createOpen } from './open.ts'
import type { DenoParts, Inside } from './parts.ts'
import { createPermissionStatuses } from './permission-status.ts'
import { createPermissions } from './permissions.ts'
import { createReading } from './read-file.ts'
import { createStat } from './stat.ts'
import { createWriting } from './write-file.ts'

/** The global `Deno` of a plugin, frozen: what is in, and how it differs from Deno's, is the table in README.md. */
export function createDeno(parts: DenoParts): typeof Deno {
  const inside = insideOf(parts)
  const files = createFsFiles(inside)
  const children = createChildProcesses(inside)
  const statuses = createPermissionStatuses(inside)
  const namespace = {
    ...FACTS,
    ...createMissing(inside),
    ...createReading(inside),
    ...createWriting(inside),
    ...createFolders(inside),
    ...createStat(inside),
    ...createOpen(inside, files),
    ...createConnect(inside, createConns(inside)),
    ...createPermissions(inside, statuses),
    copyFile: createCopyFile(inside),
    env: createEnv(inside),
    errors: inside.errors,
    inspect,
    Command: createCommand(inside, children),
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

/** The parts with errors as Deno has them. */
function insideOf(parts: DenoParts): Inside {
  const errors = parts.harden(createErrors())
  const failure = createFailures(errors, parts.web)
  const call: Inside['call'] = (method, args, bytes) =>
    parts.call(method, args, bytes).catch((error: Error) => {
      throw failure(error)
    })
  return { ...parts, errors, call }
}
