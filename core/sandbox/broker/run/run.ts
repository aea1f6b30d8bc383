import { delimiter, isAbsolute } from 'node:path'
import { recordOf, textOf, textsOf } from '../arguments.ts'
import type { Variables } from '../environment.ts'
import { createReach } from '../files/reach.ts'
import type { OffLimits } from '../grants/off-limits.ts'
import { type Asker, PowerError, type PowersOf } from '../power.ts'
import { systemError } from '../system-errors.ts'
import { Child, startChild } from './child.ts'
import { createChildren } from './children.ts'
import { programOf } from './program.ts'
import { environmentOf } from './variables.ts'

const MAX_ARGUMENTS = 1000
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin'

/** Programs as Deno.Command has them: by granted name, with a list of arguments, never through a shell. */
export function createRunPowers({
  offLimits,
  variables,
}: {
  readonly offLimits: OffLimits
  readonly variables: Variables
}): PowersOf<'run'> {
  const reach = createReach(offLimits)
  const children = createChildren()
  const path = absoluteParts(variables.PATH ?? variables.Path ?? DEFAULT_PATH)

  async function start(asker: Asker, command: string, given: unknown): Promise<Child> {
    const how = recordOf(given, 'The options')
    const args = textsOf(how.args, 'args', { max: MAX_ARGUMENTS })
    const file = await programOf(asker, command, path)
    const env = environmentOf(how.env, { grants: asker.grants(), variables, path })
    const pipes = { stdin: isPiped(how.stdin), stdout: isPiped(how.stdout), stderr: isPiped(how.stderr) }
    asker.used('run', command)
    return await reach.workingFolder(asker, how.cwd, (cwd) => startChild({ file, args, cwd, env, pipes }))
  }

  return {
    'run.spawn': async (asker, [given, how]) => {
      const command = textOf(given, 'A command')
      const { id, pid } = await children
        .add(asker, () => start(asker, command, how))
        .catch((error) => {
          throw systemError(error, `spawn '${command}'`)
        })
      return { value: { id, pid } }
    },
    'run.read': async (asker, [id, stream]) => {
      if (stream !== 'stdout' && stream !== 'stderr') throw new PowerError('TypeError', 'A program writes to stdout and stderr')
      return { bytes: await asker.handles.get(id, Child).read(stream) }
    },
    'run.write': async (asker, [id], bytes = new Uint8Array()) => {
      await asker.handles.get(id, Child).write(bytes)
      return {}
    },
    'run.closeStdin': (asker, [id]) => {
      asker.handles.get(id, Child).closeStdin()
      return {}
    },
    'run.status': async (asker, [id]) => ({ value: await asker.handles.get(id, Child).ended }),
    'run.kill': (asker, [id, signal]) => {
      asker.handles.get(id, Child).kill(textOf(signal, 'A signal'))
      return {}
    },
  }
}

/** A relative part would be a folder of the plugin's. */
const absoluteParts = (path: string) => path.split(delimiter).filter(isAbsolute).join(delimiter)

const isPiped = (value: unknown) => {
  if (value !== 'piped' && value !== 'null') throw new PowerError('TypeError', 'stdin, stdout and stderr are "piped" or "null"')
  return value === 'piped'
}
