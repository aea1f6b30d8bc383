import type { AriEvent } from './ari-event.ts'
import type { AriHttp } from './ari-http.ts'
import { CAUSES, type Ended, HUNG_UP, NOT_ANSWERED, UNKNOWN } from './transport.ts'

type Parts = {
  readonly id: string
  /** Absolute, without extension. */
  readonly audio: string
  readonly ask: AriHttp['ask']
  readonly withinMs: number
}

const UNPLAYABLE: Ended = {
  state: 'failed',
  detail: 'Asterisk could not play the sound: it has to be able to read the folder, see the setting "sounds"',
}
const TOO_LONG: Ended = { state: 'failed', detail: 'The call did not end in time, and was hung up' }

export type AriCall = ReturnType<typeof createAriCall>

/**
 * One call that was dialled, from ringing to its end. States: ringing, then answered and playing, then ended. The sound has the name of the call, so that
 * it is begun once.
 */
export function createAriCall({ id, audio, ask, withinMs }: Parts) {
  let isAnswered = false
  let isHungUp = false
  let dialStatus = ''
  /** It was hung up here, for this; that it is gone may be told before that is answered. */
  let hungUpFor: Ended | undefined
  let end: (ended: Ended) => void = () => {}
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const timer = setTimeout(() => void hangUp(TOO_LONG), withinMs)

  async function hangUp(how: Ended) {
    hungUpFor ??= how
    await ask('DELETE', `/channels/${id}`).catch(() => {})
    end(how)
  }

  async function play() {
    if (isAnswered) return
    isAnswered = true
    // A path that begins with / is Asterisk's own; only what encode.ts lets through gets here.
    const { status } = await ask('POST', `/channels/${id}/play/${id}`, { media: `sound:${audio}` }).catch(() => ({ status: 0 }))
    // 404 and 409: they hung up just now, which is told as well.
    if (status !== 201 && status !== 404 && status !== 409) await hangUp(UNPLAYABLE)
  }

  function gone(cause: number, words: string) {
    if (hungUpFor) return end(hungUpFor)
    if (isAnswered) return end(HUNG_UP)
    const reason = NOT_ANSWERED[dialStatus] ?? CAUSES[cause]
    end({ state: 'failed', detail: reason ?? `Nobody was reached (${words || dialStatus || 'no reason was given'})` })
  }

  return {
    ended: ended.finally(() => clearTimeout(timer)),
    end,
    hear(event: AriEvent) {
      if (event.type === 'answered') void play()
      if (event.type === 'dial') dialStatus = event.status || dialStatus
      if (event.type === 'hangup') isHungUp = true
      if (event.type === 'gone') gone(event.cause, event.words)
      if (event.type === 'played' && event.isDone) void hangUp({ state: 'completed' })
      if (event.type === 'played' && !event.isDone && !isHungUp) void hangUp(UNPLAYABLE)
    },
    /** After nobody listened for a while: what it is now. */
    async look() {
      const { status, body } = await ask('GET', `/channels/${id}`)
      if (status === 404) return end(UNKNOWN)
      if (Object(body).state !== 'Up') return
      const playing = await ask('GET', `/playbacks/${id}`)
      if (playing.status === 200) isAnswered = true
      else await play()
    },
  }
}
