import type { EventType } from '../../../../schemas/types.ts'
import type { Bucket } from '../host/activity.ts'
import { now } from '../host/now.ts'
import { Chart } from '../kit/chart.tsx'
import { clamp, count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

const CHAT: readonly EventType[] = ['chat', 'question', 'emote']
const GIFTS: readonly EventType[] = ['gift', 'giftStreak']
const LIKES: readonly EventType[] = ['like']

const LEAST_SECONDS = 60
const MOST_SECONDS = 300

/** How many events of which kind came in each second of the last five minutes. */
export function RateChart() {
  const { live, language } = useShell()
  const words = useWords(liveWords)
  const at = now.value / 1000 - 1
  const buckets = live.activity.seconds(at, clamp(live.activity.age(at), LEAST_SECONDS, MOST_SECONDS))
  const values = (types: readonly EventType[]) => buckets.map((bucket) => sum(bucket, types))
  const others = buckets.map((bucket) => bucket.events - sum(bucket, [...CHAT, ...GIFTS, ...LIKES]))
  return (
    <Panel title={words.perSecond}>
      <Chart
        label={words.perSecondNow(count(buckets.at(-1)?.events ?? 0, language.value))}
        times={buckets.map(({ at }) => at)}
        empty={words.quiet}
        series={[
          { title: words.lines.others, tone: 'grey', values: others },
          { title: words.lines.likes, tone: 'pink', values: values(LIKES) },
          { title: words.lines.chat, tone: 'blue', values: values(CHAT) },
          { title: words.lines.gifts, tone: 'gold', values: values(GIFTS) },
        ]}
      />
    </Panel>
  )
}

function sum({ counts }: Bucket, types: readonly EventType[]): number {
  return types.reduce((all, type) => all + (counts[type] ?? 0), 0)
}
