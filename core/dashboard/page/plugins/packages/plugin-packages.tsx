import { useState } from 'preact/hooks'
import type { PluginPackage } from '../../../../../schemas/types.ts'
import { Button } from '../../kit/button.tsx'
import { Foreign } from '../../kit/foreign.tsx'
import { Panel } from '../../kit/panel.tsx'
import { useAct, useShell, useWords } from '../../shell/shell.ts'
import type { PluginParts } from '../plugin-parts.ts'
import * as words from './words.ts'

/** A download may take long; the host gives up by itself. */
const TIMEOUT_MS = 11 * 60_000

/** The npm packages that a plugin can do without: what each is for, and a button that adds it, after plain words about its licence. */
export function PluginPackages({ plugin, reload, title }: PluginParts & { readonly title?: string }) {
  const said = useWords(words)
  const { packages = [] } = plugin
  if (packages.length === 0) return null
  return (
    <Panel title={title ?? said.title}>
      {packages.map((each) => (
        <OnePackage key={each.name} plugin={plugin} reload={reload} of={each} />
      ))}
    </Panel>
  )
}

function OnePackage({ plugin, reload, of }: PluginParts & { readonly of: PluginPackage }) {
  const said = useWords(words)
  const { client, confirm } = useShell()
  const act = useAct()
  const [isBusy, setBusy] = useState(false)
  const path = `/api/plugins/${encodeURIComponent(plugin.id)}/packages`
  const order = { name: of.name }

  async function carryOut(work: () => Promise<unknown>, done: string) {
    setBusy(true)
    await act(work, done)
    await reload()
    setBusy(false)
  }

  async function add() {
    if (!(await confirm.ask({ title: said.question(of.name), text: said.answer(of.licence), yes: said.yes }))) return
    await carryOut(() => client.post(path, order, { timeoutMs: TIMEOUT_MS }), said.added(of.name))
  }
  const remove = () => carryOut(() => client.delete(path, undefined, order), said.removed(of.name))

  return (
    <section>
      <p>
        <Foreign text={of.why} />
      </p>
      <p class="soft">
        <code>{of.name}</code> {of.installed !== undefined && said.there(of.installed)}
      </p>
      <div class="buttons">
        {of.installed !== of.version && (
          <Button tone="primary" isDisabled={isBusy} onPress={add}>
            {of.installed === undefined ? said.add(String(of.sizeMb), of.licence) : said.update(of.version)}
          </Button>
        )}
        {of.installed !== undefined && (
          <Button isDisabled={isBusy} onPress={remove}>
            {said.remove}
          </Button>
        )}
      </div>
      {isBusy && <p role="status">{said.busy}</p>}
    </section>
  )
}
