import { useSignal } from '@preact/signals'
import type { ErasureReport, ViewerCard } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Count } from '../kit/count.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const TIMEOUT_MS = 120_000
const PARTS = ['events', 'mentions', 'deadLetters', 'keys', 'rows', 'backups'] as const

type Parts = { readonly user: ViewerCard['user']; readonly onErased: () => void }

/** Forgets a person for good: first what there is, and only then the button. */
export function PersonErase({ user, onErased }: Parts) {
  const { client, confirm } = useShell()
  const said = useWords(words)
  const act = useAct()
  const found = useSignal<ErasureReport | undefined>(undefined)
  const send = (dryRun: boolean) =>
    client.post<ErasureReport>('/api/viewers/erase', { viewer: user.userId, dryRun }, { timeoutMs: TIMEOUT_MS })

  async function look() {
    await act(async () => {
      found.value = await send(true)
    })
  }

  async function erase() {
    const question = { title: said.eraseQuestion(user.displayName), text: said.eraseAnswer, yes: said.erase }
    if (!(await confirm.ask(question))) return
    if (await act(() => send(false), said.erased)) onErased()
  }

  return (
    <Panel title={said.erase}>
      {found.value ? <Found report={found.value} /> : <p class="soft">{said.eraseLook}</p>}
      <div class="buttons">
        {found.value ? (
          <Button tone="danger" onPress={erase}>
            {said.erase}
          </Button>
        ) : (
          <Button onPress={look}>{said.eraseStart}</Button>
        )}
      </div>
    </Panel>
  )
}

function Found({ report }: { readonly report: ErasureReport }) {
  const said = useWords(words)
  return (
    <div role="status">
      <p>{said.eraseFound}</p>
      <ul class="moderation-found">
        {PARTS.filter((part) => report[part] > 0).map((part) => (
          <li key={part}>
            <Count of={report[part]} /> {said.eraseParts[part]}
          </li>
        ))}
        {report.remaining.map((file) => (
          <li key={file}>
            <Foreign text={file} class="mono" />
          </li>
        ))}
      </ul>
    </div>
  )
}
