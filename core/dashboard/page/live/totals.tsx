import type { Session } from '../../../../schemas/types.ts'
import { now } from '../host/now.ts'
import { duration } from '../kit/duration.ts'
import { type Figure, Figures } from '../kit/figures.tsx'
import { count, short } from '../kit/numbers.ts'
import { TipsTotal } from '../sessions/tips-total.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

/** The live in numbers. */
export function Totals({ session }: { readonly session: Session | undefined }) {
  const { live, language } = useShell()
  const words = useWords(liveWords)
  void live.changed.value
  const [second] = live.activity.seconds(now.value / 1000 - 1, 1)
  // What is given is told to the coin, as everywhere else.
  const number = (value: number | undefined) => (value === undefined ? '–' : count(value, language.value))
  const items: readonly Figure[] = [
    { name: words.now, value: count(second?.events ?? 0, language.value) },
    {
      name: words.viewers,
      value: number(session?.viewers),
      ...(session && { title: words.peak(count(session.peakViewers, language.value)) }),
    },
    { name: words.sessionCoins, value: number(session?.coins) },
    { name: words.gifts, value: number(session?.gifts) },
    { name: words.likes, value: session ? short(session.likes, language.value) : '–', ...(session && { title: number(session.likes) }) },
    { name: words.tips, value: <TipsTotal cents={session?.tipsCents ?? {}} /> },
    { name: words.time, value: session ? duration(now.value - Date.parse(session.startedAt)) : '–' },
  ]
  return (
    <div class="panel">
      <Figures class="large" items={items} />
    </div>
  )
}
