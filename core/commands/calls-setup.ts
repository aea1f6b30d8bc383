import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HostError } from '../base/errors.ts'
import type { PluginSettingsReport } from '../serve/serve.ts'
import { tell } from './answer.ts'
import { callsConfiguration } from './calls-configuration.ts'
import { plain } from './plain.ts'
import { createClient } from './running.ts'
import type { ReachOptions } from './status.ts'

export type SetupOptions = ReachOptions & {
  /** A folder for the files; they are printed otherwise. */
  readonly write?: string
  /** Makes another password than the one in the settings. */
  readonly newPassword?: boolean
  /** Of the environment and .env. */
  readonly variables: Readonly<Record<string, string | undefined>>
}

const SETTINGS = '/api/plugins/asterisk/settings'
/** What other queues of calls are told, and why this one does not ask. */
const UNNEEDED: Readonly<Record<string, string>> = {
  RABBITMQ_URL: 'calls wait in Showrunner’s own store, without a broker',
  REDIS_URL: 'jobs and workers are kept in Showrunner’s own store, without Redis',
}
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
  const { value } = (await client.post('/api/actions/asterisk.check', {})) as { value: { problem: string | null } }
  const asterisk = value.problem === null ? 'connected' : value.problem
  const unneeded = Object.keys(UNNEEDED).filter((name) => variables[name])
  tell({ ...(write === undefined ? { files } : { folder: resolve(write) }), asterisk, unneeded }, options, () => [
    ...(write === undefined
      ? Object.entries(files).flatMap(([name, text]) => [`── /etc/asterisk/${name}`, text])
      : [`Written to ${resolve(write)}; look at them, and add them to /etc/asterisk`]),
    'Then: asterisk -rx "core reload", and add the numbers that may be called in the settings of the plugin',
    ...unneeded.map((name) => `${name} is set and not needed: ${UNNEEDED[name]}`),
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
