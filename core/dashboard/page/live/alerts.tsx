import type { AlertList, AlertView } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Ago } from '../kit/ago.tsx'
import type { Tone } from '../kit/badge.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { alertSentence } from './alert-sentence.ts'
import * as liveWords from './words.ts'

const ASK_MS = 3000
const TONE: Readonly<Record<AlertView['severity'], Tone>> = { info: 'blue', warning: 'gold', critical: 'red' }

/** What somebody should look at, as long as it lasts. It is there when all is well, too, or what comes would not be read out. */
export function Alerts() {
  const { client, language } = useShell()
  const words = useWords(liveWords)
  const { value } = useLoad(() => client.get<AlertList>('/api/alerts'), { everyMs: ASK_MS })
  return (
    <section class="alerts" aria-label={words.alerts} role="status" aria-atomic="false">
      {value?.alerts.map((alert) => (
        <p key={alert.id} class="banner" data-tone={TONE[alert.severity]}>
          <bdi>{alertSentence(alert, language.value)}</bdi>
          <small aria-live="off">
            <Ago at={alert.since} />
          </small>
        </p>
      ))}
    </section>
  )
}
