import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const EVERY_SECONDS = 5
const LEAST_SECONDS = 0.2
const MOST_SECONDS = 3600

/** Sends the event of the form again and again while the page is open; it stops at the first refusal. */
export function AutoMode({ send, isFaulty }: { readonly send: () => Promise<void>; readonly isFaulty: boolean }) {
  const { toasts } = useShell()
  const said = useWords(words)
  const seconds = useSignal(EVERY_SECONDS)
  const isOn = useSignal(false)
  const sent = useSignal(0)

  // What is typed meanwhile is sent from the next one on.
  useEffect(() => {
    if (!isOn.value) return
    let timer = 0
    let isOver = false
    const turn = async () => {
      try {
        await send()
        sent.value++
        if (!isOver) timer = setTimeout(turn, seconds.value * 1000)
      } catch (error) {
        isOn.value = false
        toasts.bad(sentenceOf(error))
      }
    }
    void turn()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isOn.value, seconds.value])

  return (
    <fieldset class="simulator-auto">
      <legend>{said.auto}</legend>
      <TextField
        label={`${said.every} (${said.seconds})`}
        type="number"
        min={LEAST_SECONDS}
        max={MOST_SECONDS}
        step="any"
        value={String(seconds.value)}
        onChange={(typed) => {
          seconds.value = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Number(typed) || EVERY_SECONDS))
        }}
      />
      <Button
        isPressed={isOn.value}
        isDisabled={isFaulty && !isOn.value}
        onPress={() => {
          if (!isOn.value) sent.value = 0
          isOn.value = !isOn.value
        }}
      >
        {isOn.value ? said.stop : said.autoStart}
      </Button>
      <span role="status">{isOn.value && said.autoOn(sent.value)}</span>
      <p class="hint">{said.autoHint}</p>
    </fieldset>
  )
}
