import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import type { HiddenChat } from './hidden.ts'
import { reasonIn } from './plugin-words.ts'
import * as words from './words.ts'

export type Deed = 'approve' | 'reject' | 'undo' | 'unmute' | 'mute'

type Doing = {
  readonly key: string
  readonly isFor: (chat: HiddenChat) => boolean
  /** The line goes with it. */
  readonly settles: boolean
  readonly input: (chat: HiddenChat) => unknown
}

/** What can be done with a line: by which key, with which lines, and what the plugin is told. */
export const DEEDS: Readonly<Record<Deed, Doing>> = {
  approve: { key: 'a', isFor: ({ state }) => state === 'waits', settles: true, input: ({ id }) => ({ id }) },
  reject: { key: 'r', isFor: ({ state }) => state === 'waits', settles: true, input: ({ id }) => ({ id }) },
  undo: { key: 'u', isFor: ({ state }) => state === 'hidden' || state === 'rejected', settles: true, input: ({ id }) => ({ id }) },
  unmute: { key: 'u', isFor: ({ state }) => state === 'muted', settles: true, input: ({ userId }) => ({ userId }) },
  mute: { key: 'm', isFor: ({ state }) => state !== 'muted', settles: false, input: inputOfMute },
}

function inputOfMute({ userId, name }: HiddenChat) {
  return { userId, name: Array.from(name).slice(0, 30).join('') || '?' }
}

type Parts = {
  readonly chat: HiddenChat
  readonly isChosen: boolean
  readonly choose: () => void
  /** A finger came down on it. */
  readonly land: () => void
  readonly run: (deed: Deed) => Promise<void>
}

/** Who said what, why nobody saw it, and what can be done. */
export function HiddenLine({ chat, isChosen, choose, land, run }: Parts) {
  const said = useWords(words)
  const { language } = useShell()
  const deeds = (Object.keys(DEEDS) as Deed[]).filter((deed) => DEEDS[deed].isFor(chat))
  return (
    <li
      class="hidden-line"
      aria-current={isChosen}
      onFocusIn={choose}
      onPointerDown={({ pointerType }) => {
        if (pointerType === 'touch') land()
        choose()
      }}
    >
      <a class="moderation-who" href={`#/moderation/${encodeURIComponent(chat.userId)}`}>
        <Foreign text={chat.name} />
      </a>
      <Foreign text={chat.text} class="hidden-what" />
      <small class="soft">
        <Badge tone={chat.state === 'waits' ? 'gold' : 'grey'}>{said.states[chat.state]}</Badge>{' '}
        {chat.until ? said.until[chat.until] : <Foreign text={reasonIn(chat.why, language.value)} />}{' '}
        {chat.times !== undefined && `×\u00a0${chat.times}`}
      </small>
      <span class="buttons">
        {deeds.map((deed) => (
          <Button key={deed} onPress={() => run(deed)}>
            {said.moderate[deed]}
            <span class="unseen">: {chat.name}</span> <kbd>{DEEDS[deed].key.toUpperCase()}</kbd>
          </Button>
        ))}
      </span>
    </li>
  )
}
