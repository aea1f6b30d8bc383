import { useSignal } from '@preact/signals'
import type { ActionAnswer, ActionView } from '../../../../schemas/types.ts'
import { Refusal, sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { boundTo } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { emptyOf } from './change.ts'
import { faultsOf } from './fault.ts'
import { SchemaForm } from './schema-form.tsx'
import { shapeOf } from './shape.ts'
import * as formWords from './words.ts'

/** A plugin may take its time over an action. */
const ACTION_TIMEOUT_MS = 30_000

type Parts = {
  readonly action: ActionView
  /** What is filled in already. */
  readonly given?: Readonly<Record<string, unknown>>
  readonly button: string
  /** Told the value of the answer. */
  readonly onDone: (value: unknown) => void
}

/** The input of an action as a form, with the button that calls it. */
export function ActionForm({ action, given = {}, button, onDone }: Parts) {
  const { client, toasts } = useShell()
  const words = useWords(formWords)
  const shape = shapeOf(action.input)
  const draft = useSignal<unknown>(shape.kind === 'group' ? { ...Object(emptyOf(shape)), ...given } : given)
  const refused = useSignal<Readonly<Record<string, string>>>({})
  const isBusy = useSignal(false)

  async function call() {
    isBusy.value = true
    refused.value = {}
    try {
      const path = `/api/actions/${encodeURIComponent(action.id)}`
      const { value } = await client.post<ActionAnswer>(path, draft.value ?? {}, { timeoutMs: ACTION_TIMEOUT_MS })
      onDone(value)
    } catch (error) {
      if (error instanceof Refusal && error.path) refused.value = { [error.path]: error.message }
      toasts.bad(sentenceOf(error))
    } finally {
      isBusy.value = false
    }
  }

  return (
    <Form onSend={call}>
      {!(shape.kind === 'json' && Object.keys(action.input).length === 0) && (
        <SchemaForm
          id={`action-${action.id}`}
          shape={shape}
          {...boundTo(draft)}
          faults={{ ...refused.value, ...faultsOf(shape, draft.value, words) }}
          words={words}
        />
      )}
      <Button type="submit" tone="primary" isDisabled={isBusy.value}>
        {button}
      </Button>
    </Form>
  )
}
