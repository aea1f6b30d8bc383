import { useSignal } from '@preact/signals'
import type { DeadLetterList, DeadLetterView } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import type { Page, PageProps } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { Letter } from './letter.tsx'
import { LetterTools, type Wanted } from './letter-tools.tsx'
import * as letterWords from './words.ts'
import './letters.css'

const ASK_MS = 5000
const AT_ONCE = 50
const MOST = 1000

export const page: Page = {
  id: 'letters',
  title: { en: 'Dead letters', es: 'Abandonados' },
  roles: ['admin', 'moderator'],
  icon: 'M4 6h16v12H4zM4 7l8 6 8-6M9.5 15.5l5-5',
  letter: 'd',
  component: LettersPage,
}

/** Dead letters, of one plugin at `#/letters/<plugin>`. */
function LettersPage({ rest: [plugin = ''] }: PageProps) {
  const { client } = useShell()
  const words = useWords(letterWords)
  const wanted = useSignal<Wanted>({ plugin })
  const limit = useSignal(AT_ONCE)
  /** Those that go as soon as the time to undo is over. */
  const leaving = useSignal<readonly number[]>([])
  const ask = () => client.get<DeadLetterList>('/api/dead-letters', { ...wanted.value, limit: limit.value })
  const { value, problem, reload } = useLoad(ask, { everyMs: ASK_MS, again: [wanted.value] })
  const letters = value?.letters.filter(({ id }) => !leaving.value.includes(id)) ?? []
  const isAll = Object.values(wanted.value).every((field) => !field)
  const more = () => {
    limit.value = Math.min(MOST, limit.value + AT_ONCE)
    return reload()
  }
  return (
    <>
      <LetterTools wanted={wanted} total={value?.total} onChanged={reload} />
      {problem && <Empty>{problem}</Empty>}
      {value && letters.length === 0 && <Empty>{isAll ? words.none : words.noMatch}</Empty>}
      {letters.map((letter: DeadLetterView) => (
        <Letter key={letter.id} letter={letter} leaving={leaving} onChanged={reload} />
      ))}
      {value && value.total > value.letters.length && value.letters.length < MOST && <Button onPress={more}>{words.more}</Button>}
    </>
  )
}
