import { useShell } from '../shell/shell.ts'
import { money } from './numbers.ts'

/** An amount of money. */
export function Money({ cents, currency }: { readonly cents: number; readonly currency: string }) {
  return <bdi class="money">{money(cents, currency, useShell().language.value)}</bdi>
}
