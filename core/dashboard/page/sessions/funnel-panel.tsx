import type { Funnel } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Count } from '../kit/count.tsx'
import { percent } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** How many joined, wrote and gave, and what share of those one step before did it as well; who gives without a word is in the number alone. */
export function FunnelPanel({ sessionId }: { readonly sessionId: string }) {
  const { client } = useShell()
  const said = useWords(words)
  const { value, problem } = useLoad(() => client.get<Funnel>('/api/analytics/funnel', { session: sessionId }), { again: [sessionId] })
  const most = Math.max(1, ...(value?.steps.map(({ viewers }) => viewers) ?? []))
  return (
    <Panel title={said.funnel}>
      {problem && !value && <p role="alert">{problem}</p>}
      <ol class="sessions-funnel">
        {value?.steps.map(({ step, viewers, ofBefore }) => (
          <li key={step}>
            <span>{said.steps[step]}</span>
            <b>
              <Count of={viewers} />
            </b>
            <meter value={viewers} max={most} aria-label={said.steps[step]} />
            <small>{ofBefore === null ? '' : said.ofBefore[step](percent(ofBefore))}</small>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
