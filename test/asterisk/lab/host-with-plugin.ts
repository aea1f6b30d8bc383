import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HostOptions } from '../../../core/host.ts'
import { createFolder } from '../../support/folder.ts'
import { type Ending, openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'
import type { Lab } from './real-asterisk.ts'

type Settings = Readonly<Record<string, unknown>>
type Options = {
  readonly settings?: Settings
  readonly host?: Partial<HostOptions>
  readonly dataDir?: string
  readonly env?: Record<string, string>
}

export type CallHost = Awaited<ReturnType<typeof openCallHost>>

/** What the plugin is set to in front of this Asterisk: anybody may be called, at any hour. */
const settingsFor = ({ ari, ami, spool }: Pick<Lab, 'ari' | 'ami' | 'spool'>): Settings => ({
  ...{ ariUrl: ari.url, amiAddress: ami.address, user: ari.user, password: ari.password, spool },
  ...{ numbers: ['*'], quietFrom: '00:00', quietTo: '00:00', perNumberAnHour: 60, aDay: 10_000, ringSeconds: 5, callFileRetries: 0 },
})

/** A host with the plugin and a voice that is known, in front of a real Asterisk: set, switched on, approved and connected. Ends with the test. */
export async function openCallHost(
  ending: Ending,
  lab: Lab,
  { settings = {}, host = {}, dataDir = createFolder(), env = {} }: Options = {},
) {
  const started = await startHost(ending, { pluginRoots: [await pluginsFor(lab)], dataDir, variables: env, ...host })
  const { ask } = started
  const socket = await openSocket(ending, started.url, { key: started.keys.admin, subscribe: { topics: ['asterisk.*'] } })
  await ask('PUT', '/api/plugins/asterisk/settings', { ...settingsFor(lab), ...settings })
  const { body } = await ask('POST', '/api/plugins/asterisk/enable')
  await ask('POST', '/api/plugins/asterisk/approve', { hash: Object(body.ask).hash })
  /** The newest of what the plugin tells its page. */
  const told = () => Object(socket.messages.findLast(({ topic }) => topic === 'calls')?.data)
  await socket.until(() => told().problem === null)
  return {
    ...started,
    untilEvents: started.until,
    dataDir,
    told,
    until: (condition: (told: Record<string, never>) => boolean) => socket.until(() => condition(told())),
    async call(more: object = {}) {
      const { status, body } = await ask('POST', '/api/calls/tts/call', { text: 'tone 300', phone_number: '3005050149', ...more })
      return { status, id: String(body.job_id) }
    },
    /** Resolves with the job once it has ended. */
    async ended(id: string): Promise<Record<string, unknown>> {
      await socket.until(() => (told().recent ?? []).some((job: { id: string; endedAt?: number }) => job.id === id && job.endedAt))
      return (await ask('GET', `/api/calls/tts/status/${id}`)).body
    },
  }
}

async function pluginsFor(lab: Lab): Promise<string> {
  const folder = createFolder()
  await mkdir(join(folder, 'plugins'))
  await cp(join(ROOT, 'plugins/asterisk'), join(folder, 'plugins/asterisk'), { recursive: true })
  await cp(fileURLToPath(new URL('voice/tts', import.meta.url)), join(folder, 'plugins/tts'), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'plugins/asterisk/plugin.manifest.json')
  const own = (await readFile(file, 'utf8')).replaceAll('"/var/spool/asterisk', `"${lab.spool}`)
  await writeFile(file, own)
  return join(folder, 'plugins')
}
