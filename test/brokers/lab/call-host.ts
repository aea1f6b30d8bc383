import { join } from 'node:path'
import { createLog } from '../../../core/base/log.ts'
import { askedUntil } from '../../support/asked.ts'
import { createFolder } from '../../support/folder.ts'
import { type Ending, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'

type Given = {
  readonly variables: Readonly<Record<string, string>>
  readonly dataDir?: string
}

const SETTINGS = {
  ...{ numbers: ['3*'], quietFrom: '00:00', quietTo: '00:00', perNumberAnHour: 60, aDay: 10_000, workers: 1, dryRun: true },
}

export type CallHost = Awaited<ReturnType<typeof startCallHost>>

/** A whole host with the plugin, which only says whom it would call: one after the other. */
export async function startCallHost(ending: Ending, { variables, dataDir = createFolder() }: Given) {
  const lines: string[] = []
  const log = createLog({ level: 'trace', write: (line) => lines.push(line) })
  const host = await startHost(ending, { pluginRoots: [join(ROOT, 'plugins')], only: ['asterisk'], dataDir, variables, log })
  const ask = async (...asked: Parameters<typeof host.ask>) => (await host.ask(...asked)).body
  await ask('PUT', '/api/plugins/asterisk/settings', SETTINGS)
  await ask('POST', '/api/plugins/asterisk/enable')
  const act = async (action: string, input: object = {}) => Object((await ask('POST', `/api/actions/asterisk.${action}`, input)).value)
  const status = () => act('status')
  const until = (isIt: (status: Record<string, never>) => boolean) => askedUntil(status, isIt)
  return {
    ...host,
    dataDir,
    lines,
    act,
    status,
    untilStatus: until,
    connected: () => until(({ rabbitmq, redis }) => [rabbitmq, redis].every((door) => (Object(door).problem ?? null) === null)),
    /** Asks for a call by the API. */
    call: async (phone_number: string) => String((await ask('POST', '/api/calls/tts/call', { text: 'hola', phone_number })).job_id),
  }
}
