import type { TestContext } from 'node:test'
import { createBrokeredSandbox } from '../../support/brokered-sandbox.ts'
import { createFolder } from '../../support/folder.ts'
import { pluginCode } from '../../support/sandbox.ts'

/** Plugins in the real sandbox over the real broker, each granted every port of 127.0.0.1 that is named here. */
export function createListening(t: TestContext, { listen }: { readonly listen: readonly string[] }) {
  const grants = { listen: [...listen] }
  const observed = createBrokeredSandbox({ grants: () => grants, dataDir: createFolder(), env: {} })
  t.after(observed.stop)
  let said = 0
  return {
    ...observed,
    /** Loads the code as `start` of a plugin; a plugin of the same name gives way to it. */
    load: (plugin: string, start: string) =>
      observed.sandbox.load(
        pluginCode(plugin, `{ start(host) { const say = (value) => host.publish('said', value); ${start} } }`, { grants }),
        'thread',
      ),
    /** The next that a plugin says, waited for. */
    async said(): Promise<unknown> {
      said += 1
      await observed.until(() => observed.told('publish').length >= said || observed.told('crashed').length > 0)
      const [, json] = observed.told('publish')[said - 1] ?? []
      if (json === undefined) throw new Error(`The plugin crashed: ${JSON.stringify(observed.told('crashed'))}`)
      return JSON.parse(String(json))
    },
  }
}
