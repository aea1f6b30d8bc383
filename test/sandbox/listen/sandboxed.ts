import type { TestContext } from 'node:test'
import { systemClock } from '../../../core/base/clock.ts'
import { createLog } from '../../../core/base/log.ts'
import { createBroker } from '../../../core/sandbox/broker/create-broker.ts'
import { createNetPowers } from '../../../core/sandbox/broker/net.ts'
import { createFolder } from '../../support/folder.ts'
import { createObservedSandbox, pluginCode } from '../../support/sandbox.ts'
import { createMemoryKv } from '../broker/broker-under-test.ts'

/** Plugins in the real sandbox over the real broker, each granted every port of 127.0.0.1 that is named here. */
export function createListening(t: TestContext, { listen }: { readonly listen: readonly string[] }) {
  const grants = { listen: [...listen] }
  const broker = createBroker({
    kv: createMemoryKv(),
    blobs: { put: async () => 'kept' },
    grants: () => grants,
    dataDir: createFolder(),
    protectedPaths: [],
    env: {},
    lookUp: async () => [],
    netPowers: createNetPowers(),
    actions: async () => undefined,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
  })
  const observed = createObservedSandbox({ call: broker.call, on: { released: broker.release } })
  t.after(observed.stop)
  let said = 0
  return {
    ...observed,
    broker,
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
