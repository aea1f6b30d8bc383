import { useMemo } from 'preact/hooks'
import type { ActionList, ActionView } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { useKeys } from './keys.ts'
import { isComplete } from './user-input.ts'
import * as words from './words.ts'

const KEYS = { s: 'skip', c: 'clear' } as const

type Quick = { readonly key: keyof typeof KEYS; readonly action: ActionView }

/** Skip and clear, where plugins offer them, under one key each: `s` and `c`. */
export function OneKey() {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const { value } = useLoad(() => client.get<ActionList>('/api/actions'))
  const quick = useMemo(() => quickOf(value?.actions ?? []), [value])
  const run = ({ key, action }: Quick) => act(() => client.post(`/api/actions/${encodeURIComponent(action.id)}`), said.done[KEYS[key]])

  useKeys((key) => {
    for (const one of quick) if (key === one.key) void run(one)
  })

  if (quick.length === 0) return null
  return (
    <section class="buttons" aria-label={said.oneKey}>
      {quick.map((one) => (
        <Button key={one.action.id} onPress={() => run(one)}>
          {said[KEYS[one.key]]} <kbd>{one.key.toUpperCase()}</kbd>
          <small>
            <Foreign text={said.subjects[one.action.id.split('.')[0] ?? ''] ?? one.action.id} />
          </small>
        </Button>
      ))}
    </section>
  )
}

/** Every action named skip or clear that needs nothing more to be said; a key calls all of its name. */
function quickOf(actions: readonly ActionView[]): readonly Quick[] {
  return Object.entries(KEYS).flatMap(([key, name]) =>
    actions
      .filter((action) => action.id.endsWith(`.${name}`) && isComplete(action, {}))
      // The entries are those of the table.
      .map((action) => ({ key: key as Quick['key'], action })),
  )
}
