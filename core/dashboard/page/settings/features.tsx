import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as stateWords from '../words/states.ts'
import * as settingsWords from './words.ts'

/** What Showrunner does is its plugins: each is turned on and off here. */
export function Features() {
  const { client, live } = useShell()
  const words = useWords(settingsWords)
  const states = useWords(stateWords)
  const act = useAct()
  const turn = (id: string, order: 'enable' | 'disable') => () =>
    act(async () => await client.post(`/api/plugins/${encodeURIComponent(id)}/${order}`)).then(live.refresh)
  return (
    <Panel title={words.features} actions={<a href="#/plugins">{words.more}</a>}>
      <Table
        label={words.features}
        rows={live.status.value?.plugins ?? []}
        keyOf={({ id }) => id}
        empty={words.noPlugins}
        columns={[
          { title: words.plugin, cell: ({ name }) => <Foreign text={name} class="who" /> },
          { title: words.on, cell: ({ state }) => states.plugins[state] },
          {
            title: words.features,
            cell: ({ id, name, state }) =>
              state === 'disabled' ? (
                <Button onPress={turn(id, 'enable')} label={`${words.turnOn}: ${name}`}>
                  {words.turnOn}
                </Button>
              ) : (
                <Button onPress={turn(id, 'disable')} label={`${words.turnOff}: ${name}`}>
                  {words.turnOff}
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  )
}
