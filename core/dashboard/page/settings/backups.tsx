import type { BackupList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Ago } from '../kit/ago.tsx'
import { Button } from '../kit/button.tsx'
import { bytes } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as settingsWords from './words.ts'

/** A large log takes its time. */
const TIMEOUT_MS = 600_000

/** Copies of everything that is kept, and the button that makes one. */
export function Backups() {
  const { client } = useShell()
  const words = useWords(settingsWords)
  const act = useAct()
  const { value, problem, reload } = useLoad(() => client.get<BackupList>('/api/backups'))
  const take = () => act(async () => await client.post('/api/backups', {}, { timeoutMs: TIMEOUT_MS }), words.backedUp).then(reload)
  return (
    <Panel title={words.backups} actions={<Button onPress={take}>{words.backUp}</Button>}>
      <Table
        label={words.backups}
        rows={value?.backups ?? []}
        keyOf={({ name }) => name}
        empty={problem ?? words.noBackups}
        columns={[
          { title: words.made, cell: ({ madeAt }) => <Ago at={madeAt} /> },
          { title: words.how, cell: ({ automatic }) => (automatic ? words.automatic : words.byHand) },
          { title: words.size, isNumber: true, cell: (backup) => bytes(backup.bytes) },
          { title: words.folder, cell: ({ folder }) => <bdi class="mono">{folder}</bdi> },
        ]}
      />
    </Panel>
  )
}
