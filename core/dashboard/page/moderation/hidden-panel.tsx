import { useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import type { Loaded } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { BlockWord } from './block-word.tsx'
import { callModeration, type HiddenChat, readHidden } from './hidden.ts'
import { DEEDS, type Deed, HiddenLine } from './hidden-line.tsx'
import { useKeys } from './keys.ts'
import { useStill } from './still.ts'
import * as words from './words.ts'

/** What the moderation plugin keeps from the viewers, and one key for each thing to do with it: to the line that is chosen. */
export function HiddenPanel({ hidden: { value, problem, reload } }: { readonly hidden: Loaded<readonly HiddenChat[] | null> }) {
  const { client, toasts } = useShell()
  const said = useWords(words)
  const act = useAct()
  const chosenId = useSignal<string | undefined>(undefined)
  const settledId = useSignal<string | undefined>(undefined)
  const isWriting = useSignal(false)
  const lines = value ?? []
  const still = useStill(lines.map(({ id }) => id))
  const at = lines.findIndex(({ id }) => id === chosenId.value)
  const chosen = lines[at]
  // What comes meanwhile stands above; a key is for the line that was looked at. When somebody else settled it, a key is for none.
  const first = chosen || chosenId.value !== settledId.value ? undefined : lines[0]?.id
  useLayoutEffect(() => {
    if (first !== undefined) chosenId.value = first
  }, [first])

  async function call(deed: Deed, chat: HiddenChat) {
    try {
      await client.post(callModeration(deed), DEEDS[deed].input(chat))
    } catch (error) {
      const left = await readHidden(client).catch(() => null)
      throw left === null || left.some(({ id }) => id === chat.id) ? error : new Error(said.settled)
    }
  }

  async function run(deed: Deed, chat: HiddenChat) {
    if (!DEEDS[deed].isFor(chat)) return
    const place = placeOfFocus()
    const isDone = await act(() => call(deed, chat), said.moderated[deed](chat.name))
    if (isDone && DEEDS[deed].settles) settledId.value = chat.id
    await reload()
    requestAnimationFrame(() => focusAt(place))
  }

  useKeys((key) => {
    if (!value) return
    if (key === 'ArrowDown' || key === 'ArrowUp') chosenId.value = (lines[at + (key === 'ArrowDown' ? 1 : -1)] ?? chosen ?? lines[0])?.id
    if (key === 'b') isWriting.value = true
    for (const deed of Object.keys(DEEDS) as Deed[]) if (key === DEEDS[deed].key && chosen) void run(deed, chosen)
  })

  const blocking = value && <BlockWord isWriting={isWriting} onBlocked={reload} />
  return (
    <Panel title={said.hidden} actions={blocking}>
      {problem && !value && <p role="alert">{problem}</p>}
      {value === null && <Empty>{said.noModeration}</Empty>}
      {value?.length === 0 && <Empty>{said.nothingHidden}</Empty>}
      {lines.length > 0 && (
        <ul class="hidden-lines" aria-label={said.hidden}>
          {lines.map((chat) => (
            <HiddenLine
              key={chat.id}
              chat={chat}
              isChosen={chat === chosen}
              choose={() => {
                chosenId.value = chat.id
              }}
              land={() => still.land(chat.id)}
              run={async (deed) => (still.isHasty() ? void toasts.bad(said.moved) : run(deed, chat))}
            />
          ))}
        </ul>
      )}
    </Panel>
  )
}

const LINES = '.hidden-lines > li'

/** Which line has the focus; -1 when none has. */
function placeOfFocus(): number {
  return [...document.querySelectorAll(LINES)].findIndex((line) => line.contains(document.activeElement))
}

/** Goes on with the line that is there now, when the one that had the focus has gone with it. */
function focusAt(place: number): void {
  if (place < 0 || document.activeElement !== document.body) return
  const lines = [...document.querySelectorAll(LINES)]
  const button = (lines[place] ?? lines.at(-1))?.querySelector('button')
  button?.focus()
}
