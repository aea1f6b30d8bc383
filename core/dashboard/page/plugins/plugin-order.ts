import { useAct, useShell, useWords } from '../shell/shell.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

export type Order = keyof typeof words.en.done

/** A plugin may take its time to stop and to start. */
const ORDER_TIMEOUT_MS = 30_000

/** Tells a plugin what to do, after a question where something is lost by it. */
export function usePluginOrder({ plugin, reload }: PluginParts) {
  const { client, confirm } = useShell()
  const said = useWords(words)
  const act = useAct()

  async function isSure(order: Order): Promise<boolean> {
    if (order === 'disable') return confirm.ask({ title: said.stopQuestion(plugin.name), text: said.stopAnswer, yes: said.stop })
    if (order === 'revoke') return confirm.ask({ title: said.revokeQuestion(plugin.name), text: said.revokeAnswer, yes: said.revoke })
    return true
  }

  return async (order: Order, body: Readonly<Record<string, unknown>> = {}) => {
    if (!(await isSure(order))) return
    const path = `/api/plugins/${encodeURIComponent(plugin.id)}/${order}`
    await act(() => client.post(path, body, { timeoutMs: ORDER_TIMEOUT_MS }), said.done[order](plugin.name))
    await reload()
  }
}
