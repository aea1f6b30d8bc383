import type { Activity, ActivityMinute } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Chart } from '../kit/chart.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const EVERY_MS = 10_000
const MINUTE_MS = 60_000

/** What happened minute by minute: coins, everything, and who watched; coins and people each on a scale of their own. */
export function TimelinePanel({ path, isActive }: { readonly path: string; readonly isActive: boolean }) {
  const { client, language } = useShell()
  const said = useWords(words)
  const { value, problem } = useLoad(() => client.get<Activity>(`${path}/timeline`), {
    ...(isActive && { everyMs: EVERY_MS }),
    again: [path],
  })
  if (problem && !value) return <p role="alert">{problem}</p>
  const minutes = spread(value?.minutes ?? [])
  const times = minutes.map(({ at }) => Date.parse(at) / 1000)
  const coins = minutes.map((minute) => minute.coins)
  const events = minutes.map(({ counts }) => Object.values(counts).reduce((sum, one) => sum + one, 0))
  const viewers = minutes.map((minute) => minute.viewers ?? null)
  const most = (title: string, values: readonly number[]) =>
    `${said.timeline}: ${title}, ${said.best} ${count(Math.max(0, ...values), language.value)}`
  return (
    <Panel title={said.timeline}>
      <div class="columns">
        <div>
          <h3>{said.series.coins}</h3>
          <Chart
            label={most(said.series.coins, coins)}
            times={times}
            series={[{ title: said.series.coins, tone: 'gold', kind: 'bars', values: coins }]}
            empty={said.noCoins}
          />
        </div>
        <div>
          <h3>{said.series.events}</h3>
          <Chart
            label={most(said.series.events, events)}
            times={times}
            series={[
              { title: said.series.events, tone: 'violet', kind: 'area', values: events },
              { title: said.series.viewers, tone: 'blue', values: viewers },
            ]}
            empty={said.timelineEmpty}
          />
        </div>
      </div>
    </Panel>
  )
}

/** A single minute stands between two in which nothing happened: a chart needs a stretch of time. */
function spread(minutes: readonly ActivityMinute[]): readonly ActivityMinute[] {
  const [only, second] = minutes
  if (!only || second) return minutes
  const beside = (minute: number) => ({
    at: new Date(Date.parse(only.at) + minute * MINUTE_MS).toISOString(),
    counts: {},
    coins: 0,
    tipsCents: {},
  })
  return [beside(-1), only, beside(1)]
}
