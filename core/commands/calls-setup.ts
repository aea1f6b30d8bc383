import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HostError } from '../base/errors.ts'
import type { PluginSettingsReport } from '../serve/serve.ts'
import { tell } from './answer.ts'
import { callsConfiguration } from './calls-configuration.ts'
import { type DoorViews, doorLines, unseenDoors } from './calls-doors.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

export type SetupOptions = ReachOptions & {
  /** A folder for the files; they are printed otherwise. */
  readonly write?: string
  /** Makes another password than the one in the settings. */
  readonly newPassword?: boolean
  /** Of the environment and .env. */
  readonly variables: Readonly<Record<string, string | undefined>>
}

const SETTINGS = '/api/plugins/asterisk/settings'
const KEPT = '(the password that is in the settings)'

/** Makes a password, puts it into the plugin's settings, and prints or writes what Asterisk has to be told; then says whether it can be reached. */
export async function callsSetup({ write, newPassword = false, variables, ...options }: SetupOptions): Promise<void> {
  const client = createClient(options)
  const { values } = (await client.get(SETTINGS)) as PluginSettingsReport
  const isKept = Object(values.password).set === true && !newPassword
  const password = isKept ? KEPT : randomBytes(24).toString('base64url')
  if (!isKept) await client.put(SETTINGS, { password })
  await client.post('/api/plugins/asterisk/enable', {})
  const files = callsConfiguration({ user: String(values.user ?? 'showrunner'), password, context: String(values.context ?? 'internal') })
  if (write !== undefined) await writeAll(resolve(write), files, isKept)
  // The plugin comes with this program.
  const { value } = (await client.post('/api/actions/asterisk.check', {})) as { value: DoorViews & { problem: string | null } }
  const { problem, rabbitmq, redis } = value
  const asterisk = problem ?? 'connected'
  const unseen = unseenDoors(value, variables)
  tell({ ...(write === undefined ? { files } : { folder: resolve(write) }), asterisk, rabbitmq, redis, unseen }, options, () => [
    ...(write === undefined
      ? Object.entries(files).flatMap(([name, text]) => [`── /etc/asterisk/${name}`, text])
      : [`Written to ${resolve(write)}; look at them, and add them to /etc/asterisk`]),
    'Then: asterisk -rx "core reload", and add the numbers that may be called in the settings of the plugin',
    ...doorLines(value),
    ...unseen.map((name) => `${name} is set here, and Showrunner was started without it; start it again`),
    `Asterisk: ${plain(asterisk)}`,
  ])
}

/** Never over what is there: it may be somebody's. */
async function writeAll(folder: string, files: Readonly<Record<string, string>>, isKept: boolean): Promise<void> {
  if (isKept) throw new HostError('USAGE', 'The password is in the settings and cannot be read there; say --new-password to have another')
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o640, flag: 'wx' }).catch((cause) => {
      throw new HostError('USAGE', `${join(folder, name)} cannot be written, or is there already; name another folder`, {}, cause)
    })
}
