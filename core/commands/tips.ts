import type { TipAnswer, TipPage } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { queryOf, tell } from './answer.ts'
import { localTime } from './local-time.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import type { Act } from './session-acts.ts'
import { amount } from './sessions.ts'
import { table } from './table.ts'

export type TipOptions = Act & { readonly currency?: string; readonly from?: string; readonly message?: string; readonly session?: string }

/** Records a tip by hand; `given` as people write money: 12.50 */
export async function sendTip(given: string, { currency, from, message, session, dryRun, ...options }: TipOptions): Promise<void> {
  const tip = {
    amountCents: centsOf(given),
    source: 'manual',
    ...(currency !== undefined && { currency: currency.toUpperCase() }),
    ...(from !== undefined && { tipperName: from }),
    ...(message !== undefined && { message }),
    ...(session !== undefined && { sessionId: session }),
  }
  if (dryRun) return tell(tip, options, () => [`Would record ${amount(tip.amountCents, tip.currency ?? 'USD')}`])
  const answer = (await createClient(options).post('/api/tips', tip)) as TipAnswer
  const sum = amount(answer.tip.amountCents, answer.tip.currency)
  tell(answer, options, () => [`Recorded ${sum}; ${countOf(answer)}`])
}

/** Lists tips that count, newest first. */
export async function listTips(
  session: string | undefined,
  { limit, ...options }: ReachOptions & { readonly limit: number },
): Promise<void> {
  const { tips } = (await createClient(options).get(`/api/tips${queryOf({ limit, session })}`)) as TipPage
  const rows = tips.map(({ seqNo, at, amountCents, currency, tipperName, message }) => [
    ...[String(seqNo), localTime(at), amount(amountCents, currency)],
    ...[plain(tipperName ?? ''), plain(message ?? '')],
  ])
  tell(tips, options, () => [rows.length === 0 ? 'There is no tip' : table(['number', 'at', 'amount', 'from', 'message'], rows)])
}

/** Takes a tip back, by its number. */
export async function reverseTip(tip: string, { dryRun, ...options }: Act): Promise<void> {
  if (!/^\d{1,15}$/.test(tip))
    throw new HostError('USAGE', `"${tip.slice(0, 40)}" is no number of a tip; \`showrunner sessions tips\` lists them`)
  if (dryRun) return tell({ tip: Number(tip) }, options, () => [`Would take tip ${tip} back`])
  const answer = (await createClient(options).delete(`/api/tips/${tip}`)) as TipAnswer
  const { amountCents, currency } = answer.tip
  tell(answer, options, () => [`Took ${amount(amountCents, currency)} back; ${countOf(answer)}`])
}

const countOf = ({ session: { number, tipCount } }: TipAnswer) => `session ${number} has ${tipCount} ${tipCount === 1 ? 'tip' : 'tips'}`

function centsOf(text: string): number {
  const cents = /^\d{1,10}([.,]\d{1,2})?$/.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : 0
  if (cents < 1) throw new HostError('USAGE', `"${text.slice(0, 40)}" is no amount such as 12.50`)
  return cents
}
