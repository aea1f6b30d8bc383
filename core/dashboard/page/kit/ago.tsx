import { now } from '../host/now.ts'
import { useWords } from '../shell/shell.ts'
import * as shellWords from '../shell/words.ts'
import { duration } from './duration.ts'

/** How long ago that was, going on by itself; the whole time is under the mouse. */
export function Ago({ at }: { readonly at: string | number | undefined }) {
  const words = useWords(shellWords)
  if (at === undefined) return <span>{words.none}</span>
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={time.toLocaleString()}>
      {words.ago(duration(now.value - time.getTime()))}
    </time>
  )
}
