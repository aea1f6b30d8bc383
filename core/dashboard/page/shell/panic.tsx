import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { count } from '../kit/numbers.ts'
import { useAct, useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'

const HAND = 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.5'

/** Stops speech, overlays and lanes at once; nothing is lost. Asks first, because it is a large button. */
export function PanicButton() {
  const { confirm, panic } = useShell()
  const words = useWords(shellWords)
  const act = useAct()
  const press = async () => {
    if (!(await confirm.ask({ title: words.panicTitle, text: words.panicText, yes: words.panicYes }))) return
    if (await act(panic.stop)) focusOn('.go-on')
  }
  return (
    <Button tone="danger" class="panic" onPress={press} isDisabled={panic.state.value?.on ?? false}>
      <Icon path={HAND} />
      {words.panic}
    </Button>
  )
}

/** Says that everything is stopped, and offers to go on. */
export function PanicBanner() {
  const { language, panic } = useShell()
  const words = useWords(shellWords)
  const act = useAct()
  const state = panic.state.value
  if (!state?.on) return null
  const goOn = async () => {
    if (await act(panic.goOn, words.wentOn)) focusOn('.panic')
  }
  return (
    <div class="banner" data-tone="red">
      <span>
        {/* The number is not part of it: it would be read out again with each event. */}
        <span role="alert">{words.panicOn}</span> {words.panicHeld(count(state.heldEvents, language.value))}
      </span>
      <Button class="go-on" onPress={goOn}>
        {words.panicOff}
      </Button>
    </div>
  )
}

/** What was pressed cannot be pressed again, so that the focus goes to what can, once that is drawn. */
function focusOn(what: '.go-on' | '.panic') {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(what)?.focus())
}
