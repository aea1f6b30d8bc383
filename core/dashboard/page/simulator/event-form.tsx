import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { EventType } from '../../../../schemas/types.ts'
import { emptyOf } from '../form/change.ts'
import { faultsOf } from '../form/fault.ts'
import { JsonInput } from '../form/json-input.tsx'
import { SchemaForm } from '../form/schema-form.tsx'
import { isObject, shapeOf } from '../form/shape.ts'
import * as formWords from '../form/words.ts'
import { Refusal } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, SelectField, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import { AutoMode } from './auto-mode.tsx'
import { SAMPLES, simulatorSchema } from './samples.ts'
import { MAX_TIMES, sendMany } from './send-many.ts'
import * as words from './words.ts'

// Object.keys forgets the names of the table.
const TYPES = Object.keys(SAMPLES) as readonly EventType[]

/** Any event, with a field for what people set of it; sent once, many times, or by itself every few seconds. */
export function EventForm() {
  const { client, toasts } = useShell()
  const said = useWords(words)
  const fields = useWords(formWords)
  const names = useWords(eventWords).names
  const type = useSignal<EventType>('chat')
  const draft = useSignal<unknown>(beginOf('chat'))
  const more = useSignal<unknown>(undefined)
  const refused = useSignal<Readonly<Record<string, string>>>({})
  const times = useSignal(1)
  const progress = useSignal<string | undefined>(undefined)
  const burst = useRef<AbortController>()
  const shape = shapeOf(simulatorSchema(type.value, said.labels))
  const faults = faultsOf(shape, draft.value, fields)
  const isFaulty = Object.keys(faults).length > 0
  useEffect(() => () => burst.current?.abort(), [])

  function choose(next: EventType) {
    type.value = next
    draft.value = beginOf(next)
    refused.value = {}
  }

  async function sendOne(): Promise<void> {
    try {
      const sent = { ...Object(draft.value), ...(isObject(more.value) && more.value) }
      await client.post(`/api/simulate/${type.value}`, sent, { again: 'never' })
    } catch (error) {
      if (error instanceof Refusal && error.path) refused.value = { [error.path.replace(/^\/payload/, '')]: error.message }
      throw error
    }
  }

  async function send(): Promise<void> {
    burst.current = new AbortController()
    refused.value = {}
    const of = times.value
    const problem = await sendMany({
      times: of,
      send: sendOne,
      onSent: (sent) => {
        progress.value = sent < of ? said.progress(sent, of) : said.sent(sent)
      },
      signal: burst.current.signal,
    })
    burst.current = undefined
    if (!problem) return
    progress.value = undefined
    toasts.bad(problem)
  }

  return (
    <Panel title={said.form}>
      <Form onSend={() => !isFaulty && send()}>
        <SelectField
          label={said.type}
          value={type.value}
          // The choices are event types.
          onChange={(next) => choose(next as EventType)}
          choices={TYPES.map((value) => ({ value, title: names[value] }))}
        />
        <SchemaForm key={type.value} id="event" shape={shape} {...boundTo(draft)} faults={{ ...refused.value, ...faults }} words={fields} />
        <details>
          <summary>{said.asJson}</summary>
          <JsonInput
            said={{ 'aria-label': said.asJson }}
            value={more.value}
            words={fields}
            change={(next) => {
              more.value = next
            }}
          />
          <p class="hint">{said.asJsonHint}</p>
        </details>
        <div class="simulator-send">
          <TextField
            label={said.times}
            type="number"
            min={1}
            max={MAX_TIMES}
            value={String(times.value)}
            onChange={(typed) => {
              times.value = Math.min(MAX_TIMES, Math.max(1, Math.round(Number(typed)) || 1))
            }}
          />
          <Button type="submit" tone="primary" isDisabled={isFaulty}>
            {said.send}
          </Button>
          {times.value > 1 && <Button onPress={() => burst.current?.abort()}>{said.stop}</Button>}
          <span role="status">{progress.value}</span>
        </div>
      </Form>
      <AutoMode send={sendOne} isFaulty={isFaulty} />
    </Panel>
  )
}

/** What the form of a type begins with: the values of its sample. */
function beginOf(type: EventType): unknown {
  const shape = shapeOf(simulatorSchema(type))
  if (shape.kind !== 'group') return {}
  return Object.fromEntries(
    shape.fields.flatMap(({ name, shape: field }) => {
      const value = field.kind === 'group' ? groupBegin(field.fields) : emptyOf(field)
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

function groupBegin(fields: readonly { readonly name: string; readonly shape: Parameters<typeof emptyOf>[0] }[]): unknown {
  return Object.fromEntries(fields.map(({ name, shape }) => [name, emptyOf(shape)]))
}
