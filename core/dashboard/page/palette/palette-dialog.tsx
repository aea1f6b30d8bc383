import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLoad } from '../host/load.ts'
import { Foreign } from '../kit/foreign.tsx'
import { useSettled } from '../sessions/settled.ts'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { type Entry, hostEntries, pageEntries, peopleEntries } from './entries.ts'
import { bestOf } from './fuzzy.ts'
import * as words from './words.ts'

const SHOWN = 12
const PEOPLE_EVERY_MS = 3000

/** A field, and below it what fits: chosen with the arrows, opened with Enter, closed with Esc. */
export function PaletteDialog({ pages, onClose }: { readonly pages: readonly Page[]; readonly onClose: () => void }) {
  const { go } = useShell()
  const said = useWords(words)
  const dialog = useRef<HTMLDialogElement>(null)
  const typed = useSignal('')
  const at = useSignal(0)
  const found = useFound(pages, typed.value)
  const chosen = Math.min(at.value, found.length - 1)
  // Before the next letter is typed.
  useLayoutEffect(() => dialog.current?.showModal(), [])

  function open(entry: Entry | undefined) {
    if (!entry) return
    dialog.current?.close()
    go(entry.path)
  }

  function press(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) at.value = (chosen + step + found.length) % Math.max(1, found.length)
    if (event.key === 'Enter') open(found[chosen])
    if (step !== undefined || event.key === 'Enter') event.preventDefault()
  }

  return (
    <dialog ref={dialog} class="palette" aria-label={said.open} onClose={onClose} onMouseDown={closeBeside}>
      <input
        type="text"
        role="combobox"
        aria-label={said.open}
        aria-expanded="true"
        aria-controls="palette-found"
        aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
        placeholder={said.placeholder}
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        value={typed.value}
        onKeyDown={press}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value
          at.value = 0
        }}
      />
      <div id="palette-found" role="listbox" aria-label={said.open}>
        {found.map((entry, index) => (
          <FoundEntry
            key={`${entry.kind} ${entry.path} ${entry.name}`}
            entry={entry}
            id={`palette-${index}`}
            isChosen={index === chosen}
            open={open}
          />
        ))}
      </div>
      <p class="hint" role="status">
        {found.length === 0 ? said.nothing : said.hint}
      </p>
    </dialog>
  )
}

function closeBeside({ target, currentTarget }: { readonly target: EventTarget | null; readonly currentTarget: HTMLDialogElement }) {
  if (target === currentTarget) currentTarget.close()
}

type FoundParts = { readonly entry: Entry; readonly id: string; readonly isChosen: boolean; readonly open: (entry: Entry) => void }

function FoundEntry({ entry, id, isChosen, open }: FoundParts) {
  const said = useWords(words)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys, as a combobox does.
    // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus and names it.
    <div id={id} role="option" aria-selected={isChosen} onClick={() => open(entry)}>
      <span class="palette-kind">{said.kinds[entry.kind]}</span>
      <Foreign text={entry.name} class="palette-name" />
      <Foreign text={entry.more} class="palette-more" />
    </div>
  )
}

/** What fits, of pages, plugins, sessions, actions and people; people are asked of the host by what is typed. */
function useFound(pages: readonly Page[], typed: string): readonly Entry[] {
  const { client, live, me, language } = useShell()
  const said = useWords(words)
  const known = useLoad(() => hostEntries({ client, role: me.role, numbered: said.session }))
  const q = useSettled(typed).trim()
  // Who has only just come is known to the host a moment later.
  const people = useLoad(() => peopleEntries(client, q), { everyMs: PEOPLE_EVERY_MS, again: [q] })
  const plugins = me.role === 'admin' ? (live.status.value?.plugins ?? []) : []
  const all = [
    ...pageEntries(pages, language.value),
    ...plugins.map(({ id, name }): Entry => ({ kind: 'plugin', name, more: id, path: `plugins/${encodeURIComponent(id)}` })),
    ...(known.value ?? []),
    ...(people.value ?? []),
  ]
  return bestOf(typed, all, { textOf: ({ name, more }) => `${name} ${more}`, limit: SHOWN })
}
