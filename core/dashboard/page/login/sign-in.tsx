import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LoginSent } from '../../../../schemas/types.ts'
import type { Given } from '../host/access.ts'
import { sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import type { Language } from '../words/language.ts'
import './login.css'
import { LoginForm } from './login-form.tsx'
import { sentOf, signIn } from './sent.ts'
import { en, es } from './words.ts'

/** In place of everything else, for a browser that nobody knows: what its link brought is used, or asked for. */
export function SignIn({ language, given }: { readonly language: Language; readonly given: Given | undefined }) {
  const words = { en, es }[language]
  const problem = useSignal<string | undefined>(undefined)
  const isOpening = useSignal(given?.kind === 'code')
  const enter = async (sent: LoginSent) => {
    try {
      await signIn(sent)
    } catch (error) {
      problem.value = sentenceOf(error)
      isOpening.value = false
    }
  }
  useEffect(() => {
    if (given?.kind === 'code') void enter(sentOf(given))
  }, [])

  if (isOpening.value) return <p class="login-opening">{words.opening}</p>
  return (
    <main class="login">
      {given?.kind === 'invite' && problem.value === undefined ? (
        <section class="panel">
          <h1>{words.invited}</h1>
          <p>{words.invitedText}</p>
          <Button tone="primary" onPress={() => enter(sentOf(given))}>
            {words.accept}
          </Button>
        </section>
      ) : (
        <LoginForm words={words} problem={problem.value} onEnter={enter} />
      )}
    </main>
  )
}
