import type { Signal } from '@preact/signals'
import type { DeadLetterView, LettersReplayed } from '../../../../schemas/types.ts'
import { sentenceOf } from '../host/refusal.ts'
import { Ago } from '../kit/ago.tsx'
import { Button } from '../kit/button.tsx'
import { EventLine } from '../kit/event-line.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { count, milliseconds } from '../kit/numbers.ts'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { whyOf } from './reason.ts'
import { tellReplayed } from './replayed.ts'
import * as letterWords from './words.ts'

type Props = { readonly letter: DeadLetterView; readonly leaving: Signal<readonly number[]>; readonly onChanged: () => unknown }

/** A delivery that was given up: what it was, why in plain words, and every try. */
export function Letter({ letter, leaving, onChanged }: Props) {
  const { client, language, me, toasts } = useShell()
  const words = useWords(letterWords)
  const act = useAct()
  const { id, plugin, reason, attempts, event, at } = letter
  const retry = () =>
    act(async () =>
      tellReplayed(await client.post<LettersReplayed>('/api/dead-letters/replay', { ids: [id] }), { toasts, words, language }),
    ).then(onChanged)
  const stay = () => {
    leaving.value = leaving.value.filter((one) => one !== id)
  }
  const discard = () => {
    leaving.value = [...leaving.value, id]
    const drop = () =>
      client
        .delete('/api/dead-letters', undefined, { ids: [id] })
        .catch((error) => toasts.bad(sentenceOf(error)))
        .then(onChanged)
        .then(stay)
    toasts.later(words.discarded, { act: drop, taken: stay })
  }
  return (
    <article class="panel letter" data-letter={id}>
      <div class="panel-head">
        <h2>
          <Foreign text={plugin} />
        </h2>
        <span class="soft">
          <Ago at={at} />
        </span>
      </div>
      {event ? <EventLine event={event} /> : <p class="soft">{words.gone}</p>}
      <p>{words.advice[whyOf(`${reason} ${attempts.at(-1)?.error ?? ''}`)]}</p>
      <p class="wrong">
        <Foreign text={attempts.at(-1)?.error ?? reason} />
      </p>
      {attempts.length > 0 && (
        <details>
          <summary>{words.tried(count(attempts.length, language.value))}</summary>
          <ol class="attempts">
            {attempts.map(({ attempt, at: when, durationMs, error }) => (
              <li key={attempt}>
                <span class="soft">
                  {words.attempt(attempt, milliseconds(durationMs))} · {new Date(when).toLocaleString(language.value)}
                </span>
                <Foreign text={error} class="mono" />
              </li>
            ))}
          </ol>
        </details>
      )}
      <div class="buttons">
        <Button onPress={retry} tone="primary">
          {words.retry}
        </Button>
        {me.role === 'admin' && (
          <Button onPress={discard} tone="danger">
            {words.discard}
          </Button>
        )}
      </div>
    </article>
  )
}
