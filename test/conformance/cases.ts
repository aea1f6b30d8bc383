import type { Case } from './case.ts'
import { COMMANDS } from './cases/commands.ts'
import { CONNECTIONS } from './cases/connections.ts'
import { ENVIRONMENT } from './cases/environment.ts'
import { ERRORS } from './cases/errors.ts'
import { FILES } from './cases/files.ts'
import { FOLDERS } from './cases/folders.ts'
import { OPEN_FILES } from './cases/open-files.ts'
import { PERMISSIONS } from './cases/permissions.ts'
import { SERVING } from './cases/serving.ts'
import { WEB } from './cases/web.ts'

/** Every case: what a plugin's author may rely on, as data, so that it runs in real Deno and in each isolation. */
export const CASES: readonly Case[] = [
  ...FILES,
  ...FOLDERS,
  ...OPEN_FILES,
  ...ENVIRONMENT,
  ...COMMANDS,
  ...CONNECTIONS,
  ...SERVING,
  ...PERMISSIONS,
  ...ERRORS,
  ...WEB,
]
