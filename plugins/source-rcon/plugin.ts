import type { Delivery, Host, Plugin, UnifiedEvent } from '#sdk'
import { createConsole, refuseAnswer } from '#sdk/console'
import { answerCommand } from '#sdk/console-route'
import { createRcon, type Rcon } from '#sdk/rcon'
import { noteStates } from '#sdk/rcon-log'
import { readSettings } from './settings.ts'
import { asArgument } from './text/encode.ts'
import { flawOf } from './text/place.ts'
import { createWriter } from './text/write.ts'

/** Of the manifest's `retry`. */
const ATTEMPTS = 4
const UNKNOWN = /^\s*Unknown command/i
const ACTION_MS = 10_000

let rcon: Rcon
let work: ReturnType<typeof createConsole>
let flaws: readonly string[] = []
let dryRun = false
/** Of what nobody has entered a password for yet rules only say what they would do, too. */
let saysOnly = false

export default {
  start(host) {
    const { address, password, rules, textCommands, ...settings } = readSettings(host.settings, Deno.env.get)
    dryRun = settings.dryRun
    saysOnly = dryRun || password === ''
    if (password === '') host.log.warn('There is no password yet; until it is in the settings, rules only say what they would do')
    rcon = createRcon({ address, password, profile: 'source', onState: noteStates(host.log) })
    flaws = rules.flatMap(({ command }, index) => {
      const flaw = flawOf(command, textCommands)
      return flaw ? [`Rule ${index + 1}: ${flaw}`] : []
    })
    for (const flaw of flaws) host.log.warn(flaw)
    work = createConsole({
      ...{ host, rules, write: createWriter(textCommands), attempts: ATTEMPTS, dryRun: saysOnly },
      ...{ perSecond: settings.commandsPerSecond, repeatsMax: settings.repeatsMax },
      run: async (command, signal) => refuseAnswer(await rcon.run(command, signal), UNKNOWN),
    })
    if (!dryRun) rcon.start()
  },
  on: { gift: react, tip: react, subscribe: react, follow: react, share: react, chat: react, streamStart: react, streamEnd: react },
  actions: {
    async say({ text }: { text: string }) {
      if (!saysOnly) await rcon.run(`say "${asArgument(text)}"`, AbortSignal.timeout(ACTION_MS))
      return { dryRun: saysOnly }
    },
    connect() {
      if (!dryRun) rcon.start()
      return rcon.state()
    },
    status: () => ({ ...rcon.state(), dryRun: saysOnly, flaws }),
  },
  fetch: (request) => answerCommand(request, { dryRun, run: (command) => rcon.run(command, AbortSignal.timeout(ACTION_MS)) }),
  stop: () => rcon.stop(),
} satisfies Plugin

function react(event: UnifiedEvent, _host: Host, delivery: Delivery): Promise<void> {
  return work.onEvent(event, delivery)
}
