import { PermanentError } from '#sdk/failures'
import { entryText } from '#sdk/game-entry'
import { createRcon } from '#sdk/rcon'
import type { Way, WayState } from './way.ts'

type Parts = {
  /** Host and port. */
  readonly address: string
  readonly password: string
  readonly timeoutMs: number
  readonly onState: (state: WayState) => void
}

/** A console reads 510 bytes: the command, and base64 of so many in quotation marks, since // begins a comment outside of them. */
const MAX_BYTES = 360

/** By the game's remote console: the add-on's own command, with the message in base64, so that no text of a viewer is read as a command. */
export function createRconWay({ address, password, timeoutMs, onState }: Parts): Way {
  const rcon = createRcon({ address, password, profile: 'source', answerMs: timeoutMs, onState })
  return {
    start: rcon.start,
    stop: rcon.stop,
    state: rcon.state,
    async send(message, { id, signal, isKept }) {
      if (!isKept && rcon.state().state !== 'open') return
      const answer = await rcon.run(`showrunner_message "${base64(entryText(id, { message, maxBytes: MAX_BYTES }))}"`, signal)
      if (/unknown command/i.test(answer)) throw new PermanentError('The game has no add-on of Showrunner; copy it into its addons')
    },
  }
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
