// First, so that the sheets of the areas, which come after them, have the last word.
import './styles/theme.css'
import './styles/kit.css'
import { signal } from '@preact/signals'
import { render } from 'preact'
import type { Me } from '../../../schemas/types.ts'
import { forgetKey, keptKey } from './host/access.ts'
import { createClient } from './host/client.ts'
import { createLive } from './host/live.ts'
import { startClock } from './host/now.ts'
import { createOverlayActions } from './host/overlay-actions.ts'
import { createPanic } from './host/panic.ts'
import { createReceipts } from './host/receipts.ts'
import { followLinks } from './login/follow-links.ts'
import { SignIn } from './login/sign-in.tsx'
import { createChoices } from './shell/choices.ts'
import { createConfirm } from './shell/confirm.ts'
import { enter } from './shell/enter.ts'
import { Frame } from './shell/frame.tsx'
import { PAGES } from './shell/pages.ts'
import { createRouter } from './shell/route.ts'
import { ShellContext } from './shell/shell.ts'
import { createToasts } from './shell/toasts.ts'
import { en, es } from './shell/words.ts'
import { isFirstRun } from './wizard/first-run.ts'

const words = { en, es }
const choices = createChoices()
followLinks()
const entry = await enter(sayLost)
if ('me' in entry) await open(entry.me)
else render(<SignIn language={choices.language.value} given={entry.given} />, document.body)

async function open(me: Me): Promise<void> {
  const { language } = choices
  const router = createRouter()
  const client = createClient({
    key: keptKey,
    onStranger: leave,
    unreachable: (isChange) => words[language.value][isChange ? 'unanswered' : 'unreachable'],
  })
  const live = createLive({ client, key: keptKey })
  const panic = createPanic({ client, live })
  const overlayActions = createOverlayActions({ client, live, language })
  const shell = {
    ...{ client, live, panic, overlayActions, me, language, choices },
    ...{ route: router.route, go: router.go, guard: router.guard },
    receipts: createReceipts(live),
    toasts: createToasts(),
    confirm: createConfirm(),
    why: signal<number | undefined>(undefined),
    async signOut() {
      await client.post('/api/logout', {}, { again: 'never' }).catch(() => {})
      leave()
    },
  }
  startClock()
  router.start()
  live.start()
  panic.start()
  render(
    <ShellContext.Provider value={shell}>
      <Frame pages={PAGES} />
    </ShellContext.Provider>,
    document.body,
  )
  if (me.role === 'admin' && (await isFirstRun(client)) && !location.hash) router.go('wizard')
}

/** There is nothing to show yet, and an empty page would say nothing. */
function sayLost() {
  render(
    <main>
      <p class="banner" role="alert" data-tone="red">
        {words[choices.language.value].lost}
      </p>
    </main>,
    document.body,
  )
}

/** The key or the cookie is good no more. */
function leave() {
  forgetKey()
  location.reload()
}
