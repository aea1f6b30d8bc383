import type { ReplayPlanView } from '../../../../schemas/types.ts'
import { Count } from '../kit/count.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** What a replay would deliver, by plugin. */
export function ReplayPlan({ plan }: { readonly plan: ReplayPlanView }) {
  const said = useWords(words)
  const rows = Object.entries(plan.to).map(([to, counts]) => ({ to, events: Object.values(counts).reduce((sum, one) => sum + one, 0) }))
  const some = rows.filter(({ events }) => events > 0)
  return (
    <div class="sessions-plan" role="status">
      <p>{some.length > 0 ? said.would : said.wouldNothing}</p>
      <ul>
        {some.map(({ to, events }) => (
          <li key={to}>
            <Foreign text={to === '@games' ? said.games : to} />: <Count of={events} />
          </li>
        ))}
      </ul>
      {plan.unknown.length > 0 && (
        <p class="wrong">
          <Foreign text={said.unknown(plan.unknown.join(', '))} />
        </p>
      )}
    </div>
  )
}
