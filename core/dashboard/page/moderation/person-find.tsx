import { useSignal } from '@preact/signals'
import type { ViewerList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { boundTo, TextField } from '../kit/field.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useSettled } from '../sessions/settled.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const SHOWN = 8

/** Finds somebody who was there before, by name or handle. */
export function PersonFind() {
  const { client } = useShell()
  const said = useWords(words)
  const typed = useSignal('')
  const q = useSettled(typed.value).trim()
  const { value, problem } = useLoad(async () => (q ? client.get<ViewerList>('/api/viewers', { q }) : undefined), { again: [q] })
  const found = value?.viewers.slice(0, SHOWN) ?? []
  return (
    <div class="moderation-find">
      <TextField label={said.find} {...boundTo(typed)} maxLength={100} />
      {problem && q && <p role="alert">{problem}</p>}
      {q !== '' && value && (
        <ul>
          {found.length === 0 && <li class="soft">{said.noMatch}</li>}
          {found.map(({ userId, displayName, uniqueId }) => (
            <li key={userId}>
              <a
                href={`#/moderation/${encodeURIComponent(userId)}`}
                onClick={() => {
                  typed.value = ''
                }}
              >
                <Foreign text={displayName} /> <Foreign text={`@${uniqueId}`} class="soft" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
