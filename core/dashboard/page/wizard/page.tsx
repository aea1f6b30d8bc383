import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../kit/button.tsx'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { keepSeen } from './first-run.ts'
import { GiftStep } from './gift-step.tsx'
import { LinkStep } from './link-step.tsx'
import { NameStep } from './name-step.tsx'
import * as wizardWords from './words.ts'
import './wizard.css'

const STEPS = [NameStep, GiftStep, LinkStep]

export const page: Page = {
  id: 'wizard',
  title: { en: 'First steps', es: 'Primeros pasos' },
  roles: ['admin'],
  icon: 'M6 21V4h12l-3 4 3 4H6',
  letter: 'w',
  isHidden: true,
  component: Wizard,
}

/** From a name to an overlay in OBS, in three steps; every one may be skipped. */
function Wizard() {
  const { go } = useShell()
  const words = useWords(wizardWords)
  const step = useSignal(0)
  const Step = STEPS[step.value] ?? LinkStep
  const section = useRef<HTMLElement>(null)
  useFocusOnStep(section, step.value)
  const end = () => {
    keepSeen()
    go('live')
  }
  const onNext = () => {
    if (step.value === STEPS.length - 1) end()
    else step.value++
  }
  return (
    <section class="panel wizard" ref={section} tabIndex={-1}>
      <div class="panel-head">
        <p class="soft">{words.step(step.value + 1, STEPS.length)}</p>
        <Button tone="quiet" onPress={end}>
          {words.skipAll}
        </Button>
      </div>
      <ol class="wizard-dots" aria-hidden="true">
        {STEPS.map((one, index) => (
          <li key={one.name} data-done={index <= step.value} />
        ))}
      </ol>
      <Step onNext={onNext} />
    </section>
  )
}

/** Who goes on with keys, or hears the page read, is at the top of the next step and not of the page. */
function useFocusOnStep(section: { readonly current: HTMLElement | null }, step: number) {
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    if (!section.current?.contains(document.activeElement)) section.current?.focus({ preventScroll: true })
  }, [section, step])
}
