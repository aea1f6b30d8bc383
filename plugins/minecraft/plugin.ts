import type { Delivery, Host, Plugin, UnifiedEvent } from '#sdk'
import { createConsole, refuseAnswer } from '#sdk/console'
import { answerCommand } from '#sdk/console-route'
import type { Door } from './doors/door.ts'
import { openDoor } from './doors/open-door.ts'
import { readSettings } from './settings.ts'
import { placeOf } from './text/place.ts'
import { bareCommand, writeCommand } from './text/write.ts'

/** Of the manifest's `retry`. */
const ATTEMPTS = 4
const UNKNOWN = /^(Unknown (or incomplete )?command|Incorrect argument)/i
const ACTION_MS = 10_000

let door: Door
let work: ReturnType<typeof createConsole>
let flaws: readonly string[] = []
let dryRun = false
/** Of what nobody has entered a password for yet rules only say what they would do, too. */
let saysOnly = false

export default {
  start(host) {
    const settings = readSettings(host.settings, Deno.env.get)
    dryRun = settings.dryRun
    saysOnly = dryRun || !settings.isSetUp
    if (!settings.isSetUp) host.log.warn('There is no password yet; until it is in the settings, rules only say what they would do')
    door = openDoor(settings, host.log)
    flaws = settings.rules.flatMap(flawOf)
    for (const flaw of flaws) host.log.warn(flaw)
    work = createConsole({
      ...{ host, rules: settings.rules, write: writeCommand, attempts: ATTEMPTS, dryRun: saysOnly },
      ...{ perSecond: settings.commandsPerSecond, repeatsMax: settings.repeatsMax },
      run: async (command, signal) => refuseAnswer(await door.run(command, signal), UNKNOWN),
    })
    if (!dryRun) door.start()
  },
  on: { gift: react, tip: react, subscribe: react, follow: react, share: react, chat: react, streamStart: react, streamEnd: react },
  actions: {
    async say({ text }: { text: string }) {
      if (!saysOnly) await door.say(text, AbortSignal.timeout(ACTION_MS))
      return { dryRun: saysOnly }
    },
    connect() {
      if (!dryRun) door.start()
      return door.state()
    },
    status: () => ({ ...door.state(), dryRun: saysOnly, flaws }),
  },
  fetch: (request) => answerCommand(request, { dryRun, run: (command) => door.run(bareCommand(command), AbortSignal.timeout(ACTION_MS)) }),
  stop: () => door.stop(),
} satisfies Plugin

function react(event: UnifiedEvent, _host: Host, delivery: Delivery): Promise<void> {
  return work.onEvent(event, delivery)
}

function flawOf({ command }: { readonly command: string }, index: number): readonly string[] {
  const place = placeOf(bareCommand(command))
  return typeof place === 'object' ? [`Rule ${index + 1}: ${place.flaw}`] : []
}
