import type { Signal } from '@preact/signals'
import type { DeadLetterOrder, DeadLetterWanted, EventType, LettersDropped, LettersReplayed } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { LOOK } from '../kit/event-look.ts'
import { SelectField } from '../kit/field.tsx'
import { count } from '../kit/numbers.ts'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import { tellReplayed } from './replayed.ts'
import * as letterWords from './words.ts'

/** Which letters; an empty field is for all. */
export type Wanted = { readonly plugin?: string; readonly type?: string }

type Props = { readonly wanted: Signal<Wanted>; readonly total: number | undefined; readonly onChanged: () => unknown }

/** Finds some of the letters, and does the same with all that are found. */
export function LetterTools({ wanted, total = 0, onChanged }: Props) {
  const { client, confirm, language, live, me, toasts } = useShell()
  const words = useWords(letterWords)
  const events = useWords(eventWords)
  const act = useAct()
  const plugins = live.status.value?.plugins ?? []
  const order = orderOf(wanted.value)
  const retry = () =>
    act(async () => tellReplayed(await client.post<LettersReplayed>('/api/dead-letters/replay', order), { toasts, words, language })).then(
      onChanged,
    )
  const discard = async () => {
    const number = count(total, language.value)
    if (!(await confirm.ask({ title: words.discardTitle(number), text: words.discardText, yes: words.discardAll }))) return
    await act(async () => {
      const { dropped } = await client.delete<LettersDropped>('/api/dead-letters', undefined, order)
      toasts.good(words.discardedAll(count(dropped, language.value)))
    })
    await onChanged()
  }
  return (
    <div class="panel letter-tools">
      <SelectField
        label={words.plugin}
        value={wanted.value.plugin ?? ''}
        onChange={(plugin) => set(wanted, { plugin })}
        choices={[{ value: '', title: words.any }, ...plugins.map(({ id, name }) => ({ value: id, title: name }))]}
      />
      <SelectField
        label={words.type}
        value={wanted.value.type ?? ''}
        onChange={(type) => set(wanted, { type })}
        choices={[{ value: '', title: words.any }, ...TYPES.map((type) => ({ value: type, title: events.names[type] }))]}
      />
      <p class="soft">{words.found(count(total, language.value))}</p>
      <div class="buttons">
        <Button onPress={retry} isDisabled={total === 0}>
          {words.retryAll}
        </Button>
        {me.role === 'admin' && (
          <Button tone="danger" onPress={discard} isDisabled={total === 0}>
            {words.discardAll}
          </Button>
        )}
      </div>
    </div>
  )
}

const TYPES = Object.keys(LOOK) as EventType[] // The table has no other keys.

function set(wanted: Signal<Wanted>, fields: Wanted) {
  wanted.value = { ...wanted.value, ...fields }
}

/** The order for all that is found. */
function orderOf({ plugin, type }: Wanted): DeadLetterOrder {
  if (!plugin && !type) return { all: true }
  // The form offers no other types.
  return { filter: { ...(plugin && { plugin }), ...(type && { type }) } as DeadLetterWanted }
}
