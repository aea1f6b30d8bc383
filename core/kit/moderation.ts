import type { Actions } from '#sdk'
import { type Clock, systemClock } from '#sdk/clock'
import type { Values } from '#sdk/template'

const CHECK = 'moderation.check'
/** As long as a chat waits for its verdict. */
const LIMIT_MS = 1000
/** What the action takes. */
const LONGEST = { text: 4000, name: 200 }
/** In place of a name. */
const HIDDEN = '***'

/**
 * Asks the plugin `moderation` whether it hides a text, or what somebody is called; grant `moderation.check`. Where it is not there, fails or takes longer than
 * a second, all passes, as every chat does then; and at once as long as one that took longer is not answered, so that many do not wait a second each. Never rejects.
 */
export function createModeration({ after }: Pick<Clock, 'after'> = systemClock) {
  /** Were asked more than a second ago and are not answered. */
  let late = 0

  /** Undefined after a second. */
  async function withinLimit<T>(answer: Promise<T>): Promise<T | undefined> {
    let isLate = false
    let cancel = () => {}
    const limit = new Promise<undefined>((resolve) => {
      cancel = after(LIMIT_MS, () => {
        isLate = true
        late++
        resolve(undefined)
      })
    })
    answer.then(() => {
      if (isLate) late--
      cancel()
    })
    return Promise.race([answer, limit])
  }

  async function hides({ call }: Asked, what: keyof typeof LONGEST, words: string): Promise<boolean> {
    const asked = words.slice(0, LONGEST[what]).trim()
    if (asked === '' || late > 0) return false
    const verdict: unknown = await withinLimit(call(CHECK, { [what]: asked }).catch(() => undefined))
    return Object(verdict).ok === false
  }

  async function fitName(actions: Asked, name: string): Promise<string> {
    return (await hides(actions, 'name', name)) ? HIDDEN : name
  }

  return {
    /** The name, or `***` in its place. */
    fitName,
    /** The values without what moderation hides of those that the template shows: `***` for a name, nothing for a message. */
    async fitValues<V extends Values>(actions: Asked, template: string, values: V): Promise<V> {
      const { user, username, message } = values
      const shows = (name: string) => template.includes(`{${name}}`)
      return {
        ...values,
        ...(shows('user') && typeof user === 'string' && { user: await fitName(actions, user) }),
        ...(shows('username') && typeof username === 'string' && { username: await fitName(actions, username) }),
        ...(shows('message') && typeof message === 'string' && (await hides(actions, 'text', message)) && { message: '' }),
      }
    },
    hidesText: (actions: Asked, text: string) => hides(actions, 'text', text),
    hidesName: (actions: Asked, name: string) => hides(actions, 'name', name),
  }
}

type Asked = Pick<Actions, 'call'>

export type Moderation = ReturnType<typeof createModeration>
