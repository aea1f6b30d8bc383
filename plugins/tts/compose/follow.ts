import type { PluginLog } from '#sdk'
import type { Files } from '../cache/files.ts'
import { checkMessages, MessagesError } from './check.ts'
import { DEFAULT_MESSAGES } from './defaults.ts'
import type { Messages } from './messages.ts'

/** Written at the first start, for an operator to change. */
export const MESSAGES_FILE = 'messages.json'
/** What other speech of this kind calls it; where it is there, its categories go before. */
export const MODULAR_FILE = 'gmod-tts-modular.json'
const LOOKED_AT_EVERY_MS = 1000
const MAX_BYTES = 256 * 1024
const MAX_LANGUAGES = 20

export type FollowParts = {
  readonly files: Files
  readonly log: Pick<PluginLog, 'info' | 'warn'>
  readonly now: () => number
}

/** Messages as the files say them: a change holds from the next one on, and what cannot be read leaves the last good ones. */
export function followMessages({ files, log, now }: FollowParts) {
  const followed = [MODULAR_FILE, MESSAGES_FILE].map((path) => followFile(path, { files, log }))
  let lookedAt = Number.NEGATIVE_INFINITY

  async function look() {
    if (now() - lookedAt < LOOKED_AT_EVERY_MS) return
    lookedAt = now()
    for (const file of followed) await file.look()
  }

  return {
    /** Of the language; what no file says is as it was delivered. */
    async of(language: string): Promise<Messages> {
      await look()
      const shipped = checkMessages(DEFAULT_MESSAGES, language)
      const layers = [
        shipped.size > 0 ? shipped : checkMessages(DEFAULT_MESSAGES, 'en'),
        ...followed.map((file) => file.of(language)).reverse(),
      ]
      return new Map(layers.flatMap((layer) => [...layer]))
    },
    /** Writes down the messages that are delivered, where there is no file yet. */
    async writeDefaults(): Promise<void> {
      const isThere = await files.stat(MESSAGES_FILE).then(
        () => true,
        () => false,
      )
      if (isThere) return
      // It is for people to edit; without it, on a full disk, the same is said.
      await files
        .writeTextFile(MESSAGES_FILE, `${JSON.stringify(DEFAULT_MESSAGES, undefined, 2)}\n`)
        .catch((error: Error) => log.warn(`${MESSAGES_FILE} could not be written`, { error: error.message }))
    },
  }
}

function followFile(path: string, { files, log }: Omit<FollowParts, 'now'>) {
  let seen = ''
  let good: unknown
  const read = new Map<string, Messages>()

  async function reread(size: number) {
    if (size > MAX_BYTES) throw new MessagesError(`The file has more than ${MAX_BYTES} bytes`)
    const json = parsed(await files.readTextFile(path))
    checkMessages(json, '')
    return json
  }

  return {
    of(language: string): Messages {
      const known = read.get(language)
      const messages = known ?? (good === undefined ? new Map() : checkMessages(good, language))
      if (!known && read.size < MAX_LANGUAGES) read.set(language, messages)
      return messages
    },
    async look() {
      const facts = await files.stat(path).catch(() => undefined)
      const version = facts ? `${facts.size}:${facts.mtime?.getTime()}` : ''
      if (version === seen) return
      const isFirst = seen === ''
      seen = version
      try {
        const json = facts ? await reread(facts.size) : undefined
        good = json
        read.clear()
        if (!isFirst) log.info(`${path} was read again`)
      } catch (error) {
        log.warn(
          `${path} cannot be used: ${error instanceof MessagesError ? error.message : 'it cannot be read'}. The messages before it go on`,
        )
      }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MessagesError(`It is no JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'look for a comma or a quote'}`)
  }
}
