import type { UnifiedEvent } from '../schemas/types.ts'
import type { Logger } from './base/log.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

type Answers = readonly (string | undefined)[]

/** Asks plugins about events before others get them. What goes wrong is told once, until it goes well again. */
export function createInterceptors({ sandbox, log }: { readonly sandbox: () => Pick<Sandbox, 'intercept'>; readonly log: Logger }) {
  const failing = new Set<string>()

  function tell(plugin: string, error: unknown) {
    if (!failing.has(plugin)) log.warn({ plugin }, 'A plugin that looks at events first could not be asked; they went on')
    failing.add(plugin)
    log.debug({ plugin, error: String(error) }, 'Asking an interceptor failed')
  }

  return {
    /** In the order of the events: why one is to be hidden. Rejects when the plugin could not say. */
    async intercept(plugin: string, events: readonly UnifiedEvent[]): Promise<Answers> {
      try {
        const answers = readAnswers(await sandbox().intercept(plugin, JSON.stringify(events)))
        failing.delete(plugin)
        return answers
      } catch (error) {
        tell(plugin, error)
        throw error
      }
    },
    onGateFull: (waiting: number) =>
      log.warn({ waiting }, 'Too many events wait for the plugins that look at them first; new ones go on unseen by these'),
  }
}

/** The runner's word is not trusted: what is no reason is none. */
function readAnswers(json: string): Answers {
  const answers: unknown = JSON.parse(json)
  if (!Array.isArray(answers)) throw new TypeError('The answer of an interceptor is no list')
  return answers.map((reason: unknown) => (typeof reason === 'string' ? reason.slice(0, 200) : undefined))
}
