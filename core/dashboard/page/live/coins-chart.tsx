import type { Activity, Session } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { now } from '../host/now.ts'
import { Chart } from '../kit/chart.tsx'
import { clamp, count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

const LEAST_MINUTES = 15
const MOST_MINUTES = 60

/** Coins of each minute of the last hour: what this page saw, and of before what the host kept of the live. */
export function CoinsChart({ session }: { readonly session: Session | undefined }) {
  const { live, client, language } = useShell()
  const words = useWords(liveWords)
  const id = session?.sessionId
  const ask = async () => (id === undefined ? undefined : await client.get<Activity>(`/api/sessions/${id}/timeline`))
  const kept = useLoad(ask, { again: [id] }).value
  const before = new Map(kept?.minutes.map(({ at, coins }) => [Date.parse(at) / 1000, coins]))
  const minutes = (session ? now.value - Date.parse(session.startedAt) : 0) / 60_000 + 2
  const buckets = live.activity.minutes(now.value / 1000, clamp(minutes, LEAST_MINUTES, MOST_MINUTES))
  const coins = buckets.map((bucket) => Math.max(bucket.coins, before.get(bucket.at) ?? 0))
  return (
    <Panel title={words.coins}>
      <Chart
        label={words.coinsNow(count(coins.at(-1) ?? 0, language.value))}
        times={buckets.map(({ at }) => at)}
        empty={words.quiet}
        series={[{ title: words.sessionCoins, tone: 'gold', kind: 'bars', values: coins }]}
      />
    </Panel>
  )
}
