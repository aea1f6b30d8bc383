import { useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import type { Confirm } from './confirm.ts'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'

/** The question that is open, if one is. */
export function ConfirmDialog() {
  const open = useShell().confirm.open.value
  return open ? <Asked key={open.title} question={open} /> : null
}

function Asked({ question }: { readonly question: NonNullable<Confirm['open']['value']> }) {
  const words = useWords(shellWords)
  const typed = useSignal('')
  const { title, text, yes, typed: wanted, answer } = question
  const isReady = wanted === undefined || typed.value === wanted
  return (
    <Drawer kind="dialog" title={title} onClose={() => answer(false)}>
      <p>{text}</p>
      {wanted !== undefined && <TextField label={wanted} {...boundTo(typed)} autoFocus />}
      <div class="buttons end">
        <Button onPress={() => answer(false)}>{words.cancel}</Button>
        <Button tone="danger" isDisabled={!isReady} onPress={() => answer(true)}>
          {yes}
        </Button>
      </div>
    </Drawer>
  )
}
