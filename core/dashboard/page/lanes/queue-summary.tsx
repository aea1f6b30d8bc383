import type { QueueStatus } from '../../../../schemas/types.ts'
import { Light, type Tone } from '../kit/badge.tsx'
import { Figures } from '../kit/figures.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as laneWords from './words.ts'

const TONE: Readonly<Record<QueueStatus['health'], Tone>> = { healthy: 'green', warning: 'gold', critical: 'red', error: 'red' }

/** All queues together, and the threads that work through them. */
export function QueueSummary({ status }: { readonly status: QueueStatus }) {
  const { language } = useShell()
  const words = useWords(laneWords)
  const number = (value: number) => count(value, language.value)
  const { health, reasons, size, inFlight, deadLetters, lanes } = status
  const threads = lanes.reduce((sum, lane) => sum + lane.threads, 0)
  const active = lanes.reduce((sum, lane) => sum + Math.min(lane.threads, lane.inFlight), 0)
  const done = lanes.reduce((sum, lane) => sum + lane.completed, 0)
  return (
    <Panel title={words.all} actions={<Light tone={TONE[health]}>{words.health[health]}</Light>}>
      {reasons.map((reason) => (
        <p key={reason} class="soft">
          <bdi>{reason}</bdi>
        </p>
      ))}
      <Figures
        class="large"
        items={[
          { name: words.size, value: number(size) },
          { name: words.inFlight, value: number(inFlight) },
          { name: words.completed, value: number(done) },
          {
            name: words.letters,
            value: <a href="#/letters">{number(deadLetters)}</a>,
          },
          { name: words.workers, value: number(threads) },
          { name: words.active, value: number(active) },
          { name: words.inactive, value: number(threads - active) },
        ]}
      />
    </Panel>
  )
}
