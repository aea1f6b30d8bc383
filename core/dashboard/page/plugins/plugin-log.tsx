import { useSignal } from '@preact/signals'
import type { LogLine, LogPage } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

const EVERY_MS = 2000
const LINES = 300
const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** What a plugin said, newest first, followed while the box is ticked. */
export function PluginLog({ plugin }: PluginParts) {
  const { client } = useShell()
  const said = useWords(words)
  const isFollowing = useSignal(true)
  const level = useSignal('')
  const typed = useSignal('')
  const path = `/api/plugins/${encodeURIComponent(plugin.id)}/logs`
  const { value, problem } = useLoad(() => client.get<LogPage>(path, { limit: LINES }), {
    ...(isFollowing.value && { everyMs: EVERY_MS }),
    again: [path, isFollowing.value],
  })
  const lines = (value?.lines ?? []).filter((line) => isShown(line, level.value, typed.value))
  return (
    <Panel title={said.tabs.logs}>
      <div class="plugins-filters">
        <label>
          <input
            type="checkbox"
            checked={isFollowing.value}
            onChange={(event) => {
              isFollowing.value = event.currentTarget.checked
            }}
          />{' '}
          {said.follow}
        </label>
        <label>
          {said.level}{' '}
          <select
            value={level.value}
            onChange={(event) => {
              level.value = event.currentTarget.value
            }}
          >
            <option value="">{said.allLevels}</option>
            {LEVELS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          {said.search}{' '}
          <input
            type="search"
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value
            }}
          />
        </label>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {value && lines.length === 0 && <p class="soft">{said.logsNone}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key. */}
      <ol class="plugins-log" tabIndex={0} aria-label={said.tabs.logs}>
        {lines.map((line, index) => (
          <LogEntry key={`${line.at} ${lines.length - index}`} line={line} />
        ))}
      </ol>
    </Panel>
  )
}

function LogEntry({ line }: { readonly line: LogLine }) {
  const { language } = useShell()
  return (
    <li data-level={line.level}>
      <time dateTime={line.at}>{new Date(line.at).toLocaleTimeString(language.value)}</time>
      <b>{line.level}</b>
      <span>
        <Foreign text={line.message} />
        {line.fields && Object.keys(line.fields).length > 0 && (
          <code>
            <Foreign text={JSON.stringify(line.fields)} />
          </code>
        )}
      </span>
    </li>
  )
}

function isShown({ level, message, fields }: LogLine, least: string, typed: string): boolean {
  if (least && LEVELS.indexOf(level) < LEVELS.indexOf(least)) return false
  const text = `${message} ${fields ? JSON.stringify(fields) : ''}`.toLowerCase()
  return text.includes(typed.trim().toLowerCase())
}
