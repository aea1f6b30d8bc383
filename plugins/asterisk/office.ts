import type { Host } from '#sdk'
import type { LinkState } from '#sdk/link'
import { variable } from '#sdk/variable'
import { createVoice } from './audio/voice.ts'
import { createCalls } from './calls.ts'
import { openDoors, owedBy } from './doors/doors.ts'
import { createEventCalls } from './events.ts'
import { openShelf } from './jobs/shelf.ts'
import { serveApi } from './serve.ts'
import { readSettings } from './settings.ts'
import { transportOf } from './transport/choose.ts'

const BEAT_MS = 15_000
const SOUNDS = 'sounds'

export type Office = Awaited<ReturnType<typeof openOffice>>

/** All that makes calls, wired together. */
export async function openOffice(host: Host) {
  const settings = readSettings(host.settings, variable)
  const shelf = await openShelf({ kv: host.kv, files: Deno, now: Date.now, isOwed: owedBy(settings) })
  const voice = createVoice({ actions: host.actions, files: Deno, folder: settings.sounds || SOUNDS })
  let onChange = () => {}
  let lookOut = () => {}
  const transport = transportOf(settings, { onState: (state) => logState(host, state) ?? onChange() })
  const calls = await createCalls({ host, settings, shelf, voice, transport, now: Date.now, onChange: () => lookOut() })
  onChange = () => {
    calls.wake()
    calls.tell()
  }
  transport.start()
  await calls.start()
  const doors = openDoors({ calls, shelf, settings, log: host.log })
  lookOut = doors.look
  doors.start()
  const timer = setInterval(() => void calls.beat().catch((error: unknown) => host.log.warn(String(error))), BEAT_MS)
  const server = settings.api ? serveApi({ calls, settings, log: host.log }) : undefined

  return {
    settings,
    calls,
    onEvent: createEventCalls({ calls, settings }),
    /** What can be said of the way to Asterisk without calling anybody. */
    async check() {
      await doors.tried()
      const { transport: way, numbers, dryRun } = settings
      return { transport: way, problem: transport.problem() ?? null, numbers: numbers.length, dryRun, ...doors.view() }
    },
    /** RabbitMQ and Redis, as far as there are any. */
    doors: doors.view,
    async stop() {
      clearInterval(timer)
      doors.stop()
      calls.stop()
      transport.stop()
      await server?.shutdown()
    },
  }
}

function logState({ log }: Pick<Host, 'log'>, { state, detail }: LinkState): void {
  if (state === 'open') log.info('Asterisk is there')
  if (state === 'refused') log.warn(detail ?? 'Asterisk refused')
  if (state === 'waiting') log.debug(detail ?? 'Asterisk is away')
}
