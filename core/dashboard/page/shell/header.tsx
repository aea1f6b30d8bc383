import type { Signal } from '@preact/signals'
import type { SourceState } from '../../../../schemas/types.ts'
import { Ago } from '../kit/ago.tsx'
import { Light, type Tone } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import * as stateWords from '../words/states.ts'
import { PanicButton } from './panic.tsx'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'
import './header.css'

const MENU = 'M4 7h16M4 12h16M4 17h16'

export const SOURCE_TONE = {
  idle: 'grey',
  connecting: 'gold',
  connected: 'green',
  waiting: 'gold',
  ended: 'grey',
  failed: 'red',
} satisfies Record<SourceState['state'], Tone>

/** The top of every page: how the source is, when the last event came, and the button that stops everything. */
export function Header({ isMenuOpen }: { readonly isMenuOpen: Signal<boolean> }) {
  const { live } = useShell()
  const words = useWords(shellWords)
  const states = useWords(stateWords)
  const state = live.status.value?.source?.state ?? 'idle'
  const isLost = live.isLost.value
  return (
    <header class="top">
      <Button tone="quiet" class="menu-button" label={words.menu} isPressed={isMenuOpen.value} onPress={() => toggle(isMenuOpen)}>
        <Icon path={MENU} />
      </Button>
      <a class="brand" href="#/live" aria-label="Showrunner">
        <img src="icon.svg" alt="" width={26} height={26} />
        <span>Showrunner</span>
      </a>
      <p class="top-state">
        <Light tone={isLost ? 'grey' : SOURCE_TONE[state]}>{isLost ? words.unknown : states.sources[state]}</Light>
        <span class="top-last">
          {words.lastEvent}: <Ago at={live.lastEventAt.value} />
        </span>
      </p>
      <PanicButton />
    </header>
  )
}

function toggle(isOpen: Signal<boolean>) {
  isOpen.value = !isOpen.value
}
