import type { createCompose } from './answer/compose.ts'
import { choosePersona } from './personas/choose.ts'
import { fold } from './personas/fold.ts'
import type { Settings } from './settings.ts'

export type TryOut = { readonly text: string; readonly persona?: string; readonly viewer?: string }

type Parts = {
  readonly settings: Pick<Settings, 'personas' | 'isOff' | 'problem'>
  readonly compose: ReturnType<typeof createCompose>
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Asks as a viewer would, and shows the answer to whoever tries it and to nobody else. It costs what an answer costs, counted for the day. */
export function createTryOut({ settings, compose, now, signal }: Parts) {
  return async ({ text, persona: name, viewer = 'Somebody' }: TryOut) => {
    if (settings.isOff) return { silent: 'off', why: settings.problem }
    const named = settings.personas.find((one) => name !== undefined && fold(one.name) === fold(name))
    if (name !== undefined && !named) throw new TypeError(`There is no persona "${name}"; see the settings of AI chat`)
    const choice = choosePersona(named ? [named] : settings.personas, text) ?? (named && { persona: named, question: text })
    if (!choice) return { silent: 'nobody', why: 'No persona is meant by that' }
    const asked = { eventId: 'try-out', sessionId: `try-out-${new Date(now()).toISOString().slice(0, 10)}`, viewer }
    const composed = await compose(choice, asked, { signal, begun: () => {} })
    if ('silent' in composed)
      return { persona: choice.persona.name, silent: composed.silent, ...(settings.problem && { why: settings.problem }) }
    const { service, model, usage } = composed.model ?? {}
    return { persona: choice.persona.name, answer: composed.text, ...(service && { service, model, usage }) }
  }
}
