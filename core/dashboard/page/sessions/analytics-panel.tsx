import { useSignal } from '@preact/signals'
import type { AnalyticsDay, AnalyticsSummary } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Chart } from '../kit/chart.tsx'
import { Count } from '../kit/count.tsx'
import { duration } from '../kit/duration.ts'
import { boundTo, TextField } from '../kit/field.tsx'
import { Figures } from '../kit/figures.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { dayOf, rangeOf } from './date-range.ts'
import { ExportButtons } from './export-buttons.tsx'
import { TipsTotal } from './tips-total.tsx'
import * as words from './words.ts'

const RANGES = { week: 7, month: 30, year: 365 } as const

/** What came of all sessions in a time: totals, what an hour brought, and day by day. */
export function AnalyticsPanel({ isAdmin }: { readonly isAdmin: boolean }) {
  const { client } = useShell()
  const said = useWords(words)
  const from = useSignal(dayOf(RANGES.month))
  const until = useSignal(dayOf(0))
  const range = rangeOf(from.value, until.value)
  const { value, problem } = useLoad(() => client.get<AnalyticsSummary>('/api/analytics/summary', range), {
    again: [from.value, until.value],
  })
  return (
    <>
      <Panel title={said.analytics}>
        <div class="sessions-range">
          <TextField label={said.from} type="date" {...boundTo(from)} />
          <TextField label={said.until} type="date" {...boundTo(until)} />
          <div class="buttons">
            {Object.entries(RANGES).map(([name, days]) => (
              <Button
                key={name}
                tone="quiet"
                onPress={() => {
                  from.value = dayOf(days)
                  until.value = dayOf(0)
                }}
              >
                {said.ranges[name as keyof typeof RANGES /* the entries are its own */]}
              </Button>
            ))}
          </div>
        </div>
        {problem && <p role="alert">{problem}</p>}
        {value && <SummaryFigures summary={value} />}
        {value && <DaysChart days={value.days} />}
        <p class="hint">{said.tipsNeverCoins}</p>
      </Panel>
      {isAdmin && <ExportButtons what={['sessions', 'tips', 'gifters', 'minutes']} query={range} />}
    </>
  )
}

function SummaryFigures({ summary }: { readonly summary: AnalyticsSummary }) {
  const said = useWords(words)
  const { perHour } = summary
  return (
    <Figures
      class="large sessions-figures"
      items={[
        { name: said.sessionsCount, value: <Count of={summary.sessions} /> },
        { name: said.duration, value: duration(summary.durationMs) },
        { name: said.coins, value: <Count of={summary.coins} />, tone: 'gold' },
        { name: `${said.coins} ${said.perHour}`, value: <Count of={Math.round(perHour.coins)} />, tone: 'gold' },
        { name: said.tips, value: <TipsTotal cents={summary.tipsCents} />, tone: 'green' },
        { name: `${said.tips} ${said.perHour}`, value: <TipsTotal cents={rounded(perHour.tipsCents)} />, tone: 'green' },
        { name: said.peak, value: <Count of={summary.peakViewers} /> },
        { name: said.likes, value: <Count of={summary.likes} /> },
      ]}
    />
  )
}

function DaysChart({ days }: { readonly days: readonly AnalyticsDay[] }) {
  const { language } = useShell()
  const said = useWords(words)
  const coins = days.map((day) => day.coins)
  return (
    <Chart
      label={`${said.days}: ${said.coins}, ${said.best} ${count(Math.max(0, ...coins), language.value)}`}
      times={days.map(({ day }) => Date.parse(day) / 1000)}
      series={[{ title: said.coins, tone: 'gold', kind: 'bars', values: coins }]}
      empty={said.noDays}
    />
  )
}

function rounded(cents: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(cents).map(([currency, amount]) => [currency, Math.round(amount)]))
}
