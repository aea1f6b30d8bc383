import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LoginSent } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Form } from '../kit/form.tsx'
import { hasSso, sentBy } from './sent.ts'
import type { en } from './words.ts'

type Props = {
  readonly words: typeof en
  readonly problem: string | undefined
  readonly onEnter: (sent: LoginSent) => Promise<void>
}

/** Asks for a link or a key. */
export function LoginForm({ words, problem, onEnter }: Props) {
  const pasted = useSignal('')
  const isSso = useSignal(false)
  useEffect(() => {
    void hasSso().then((has) => {
      isSso.value = has
    })
  }, [])
  const send = () => onEnter(sentBy(pasted.value))
  return (
    <Form class="panel" onSend={send}>
      <h1>{words.title}</h1>
      <p>{words.advice}</p>
      <div class="field">
        <label for="key">{words.key}</label>
        <input
          id="key"
          type="password"
          autocomplete="off"
          required
          value={pasted.value}
          aria-invalid={problem !== undefined}
          aria-describedby="key-problem"
          onInput={({ currentTarget }) => {
            pasted.value = currentTarget.value
          }}
        />
      </div>
      <p id="key-problem" class="wrong" role="alert">
        {problem}
      </p>
      <Button type="submit" tone="primary">
        {words.enter}
      </Button>
      {isSso.value && (
        <a class="button" href="/login/sso">
          {words.sso}
        </a>
      )}
    </Form>
  )
}
