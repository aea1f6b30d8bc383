import type { ReadonlySignal, Signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Me } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import type { Live } from '../host/live.ts'
import type { OverlayActions } from '../host/overlay-actions.ts'
import type { Panic } from '../host/panic.ts'
import type { Receipts } from '../host/receipts.ts'
import { sentenceOf } from '../host/refusal.ts'
import type { InBoth, Language } from '../words/language.ts'
import type { Choices } from './choices.ts'
import type { Confirm } from './confirm.ts'
import type { Route } from './route.ts'
import type { Toasts } from './toasts.ts'

/** What every part of the page has at hand. */
export type Shell = {
  readonly client: Client
  readonly live: Live
  readonly panic: Panic
  readonly overlayActions: OverlayActions
  readonly receipts: Receipts
  readonly me: Me
  readonly language: Signal<Language>
  readonly choices: Choices
  readonly route: ReadonlySignal<Route>
  /** To `lanes/alerts`. */
  readonly go: (path: string) => void
  /** Asked before this page is left, for what is not saved; undefined lets go again. */
  readonly guard: (ask: (() => boolean | Promise<boolean>) | undefined) => void
  readonly toasts: Toasts
  readonly confirm: Confirm
  /** The event whose way is shown in the drawer. */
  readonly why: Signal<number | undefined>
  readonly signOut: () => Promise<void>
}

export const ShellContext = createContext<Shell | undefined>(undefined)

export function useShell(): Shell {
  const shell = useContext(ShellContext)
  if (!shell) throw new TypeError('A part of the page stands outside of the shell')
  return shell
}

/** The words of an area in the page's language. */
export function useWords<W>(words: InBoth<W>): W {
  return words[useShell().language.value]
}

/**
 * Does something and says how it went: `done` when it was done, the host's sentence when it was not.
 * Answers whether it was done.
 */
export function useAct(): (work: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { toasts } = useShell()
  return async (work, done) => {
    try {
      await work()
      if (done) toasts.good(done)
      return true
    } catch (error) {
      toasts.bad(sentenceOf(error))
      return false
    }
  }
}
