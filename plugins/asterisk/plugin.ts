import type { Delivery, EventOf, Host, Plugin } from '#sdk'
import { Refusal } from './asked/refusal.ts'
import { readRequest } from './asked/request.ts'
import type { Calls, Mode } from './calls.ts'
import { answer } from './http.ts'
import { type Office, openOffice } from './office.ts'

type RuleEvent = EventOf<'gift' | 'tip' | 'subscribe' | 'follow'>

let office: Office
const calls = (): Calls => office.calls

export default {
  async start(host) {
    office = await openOffice(host)
  },
  on: { gift: react, tip: react, subscribe: react, follow: react },
  actions: {
    call: async (asked: { number: string }) =>
      (await calls().ask(readRequest({ ...asked, phone_number: asked.number }, office.settings.language))).job.id,
    job: ({ id }: { id: string }) => calls().get(id) ?? null,
    status: () => ({ ...calls().figures(), mode: calls().mode(), problem: calls().problem() ?? null, ...office.doors() }),
    scale: ({ workers }: { workers: number }) => calls().scale(workers),
    run: ({ mode }: { mode: Mode }) => calls().run(mode),
    /** The panic button calls it. */
    stop: () => calls().run('stopped'),
    clean: async () => ({ forgotten: await calls().clean() }),
    check: () => office.check(),
  },
  fetch: (request) => answer(request, { calls: calls(), language: office.settings.language }),
  stop: () => office.stop(),
} satisfies Plugin

/** What a rule asks for and the limits refuse is said, and not tried again. */
async function react(event: RuleEvent, { log }: Host, delivery: Delivery): Promise<void> {
  await office.onEvent(event, delivery).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    log.warn('A rule asked for a call that is not made', { why: error.message })
  })
}
