import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Permissions } from '../../../../schemas/types.ts'
import { isCovered } from '../grants/paths.ts'
import { type Asker, PowerError } from '../power.ts'
import { neverGranted, notGranted } from '../refusal.ts'

/**
 * The file of a granted command. A grant is the exact text of a command: a plain name is looked for in `path`, and anything with a
 * slash must be an absolute path. Rejects with Refusal, or NotFound.
 */
export async function programOf(asker: Asker, command: string, path: string): Promise<string> {
  if (!asker.grants().run?.includes(command)) throw notGranted(asker.plugin, 'run', command)
  if (isAbsolute(command)) return command
  if (/[/\\]/.test(command) || command === '') throw neverGranted('run', command, 'a command is a plain name or an absolute path')
  const found = await search(command, path)
  if (found === undefined) throw new PowerError('NotFound', `Failed to spawn '${command}': entity not found`)
  await demandForeign(asker, command, found)
  return found
}

async function search(command: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    for (const name of namesOf(command)) {
      if (await isProgram(join(folder, name))) return join(folder, name)
    }
  }
  return undefined
}

/** On Windows a batch file is run by a shell, so it must be named whole. */
const namesOf = (command: string) => (process.platform === 'win32' ? [`${command}.exe`, `${command}.com`, command] : [command])

const isProgram = async (file: string) => {
  const isFile = await stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  )
  return (
    isFile &&
    (await access(file, constants.X_OK).then(
      () => true,
      () => false,
    ))
  )
}

/** A name must not lead to what the plugin itself may have put there. */
async function demandForeign(asker: Asker, command: string, file: string) {
  const grants: Permissions = asker.grants()
  const places = [file, await realpath(file)]
  const isOwn = places.some((place) => isCovered(place, [...(grants.write ?? []), asker.folder], asker.folder))
  if (isOwn) throw neverGranted('run', command, 'the program lies where the plugin may write; grant its absolute path if that is meant')
}
