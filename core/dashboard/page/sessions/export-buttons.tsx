import type { Query } from '../host/client.ts'
import { Button } from '../kit/button.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { saveFile } from './save-file.ts'
import * as words from './words.ts'

type What = keyof typeof words.en.exports

/** Tables for a spreadsheet; the host takes the sting out of formulas. */
export function ExportButtons({ what, query }: { readonly what: readonly What[]; readonly query: Query }) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()

  async function save(name: What) {
    const answer = await client.raw('/api/analytics/export', { what: name, ...query })
    saveFile(await answer.blob(), `showrunner-${name}.csv`)
  }

  return (
    <Panel title={said.export}>
      <div class="buttons">
        {what.map((name) => (
          <Button key={name} onPress={() => act(() => save(name))}>
            {said.exports[name]}
          </Button>
        ))}
      </div>
    </Panel>
  )
}
