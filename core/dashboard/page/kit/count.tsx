import { useShell } from '../shell/shell.ts'
import { count } from './numbers.ts'

/** A number in the page's language. */
export function Count({ of }: { readonly of: number }) {
  return <>{count(of, useShell().language.value)}</>
}
