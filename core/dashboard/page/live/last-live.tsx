import type { SessionPage } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { duration } from '../kit/duration.ts'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import { TipsTotal } from '../sessions/tips-total.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as liveWords from './words.ts'

const LOOKED_AT = 20
const ASK_MS = 5000

/** What the newest live brought that is over, while none goes on; a demo, a test and a replay are none. */
export function LastLive() {
  const { client, language } = useShell()
  const words = useWords(liveWords)
  const said = useWords(eventWords)
  const { value } = useLoad(() => client.get<SessionPage>('/api/sessions', { limit: LOOKED_AT, status: 'ended' }), { everyMs: ASK_MS })
  const last = value?.sessions.find(({ source }) => source !== 'simulator' && source !== 'replay')
  if (!last) return null
  return (
    <p>
      {words.lastLive}{' '}
      <a href={`#/sessions/${last.number}`}>
        <Foreign text={last.name ?? last.title ?? words.session(last.number)} />
      </a>{' '}
      <span class="soft">
        {duration(last.durationMs)} · {said.coins(count(last.coins, language.value))}
        {last.tipCount > 0 && (
          <>
            {' · '}
            <TipsTotal cents={last.tipsCents} />
          </>
        )}
      </span>
    </p>
  )
}
