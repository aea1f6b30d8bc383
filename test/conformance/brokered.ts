import { join } from 'node:path'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createBroker } from '../../core/sandbox/broker/create-broker.ts'
import { grantedVariables } from '../../core/sandbox/broker/environment.ts'
import { createDoor } from '../../core/sandbox/broker/net/door.ts'
import { createTcpPowers } from '../../core/sandbox/broker/net/tcp-powers.ts'
import type { Call } from '../../core/sandbox/guest/calls.ts'
import { createDeno } from '../../core/sandbox/guest/deno/deno.ts'
import type { Permissions } from '../../schemas/types.ts'
import { createMemoryKv } from '../sandbox/broker/broker-under-test.ts'
import { type Case, grantsAt, type Outcome, type Place, programOf } from './case.ts'

const AsyncFunction = (async () => {}).constructor as new (...text: readonly string[]) => (...args: readonly unknown[]) => Promise<unknown>

/** Our namespace over the real broker, in this process: no realm around it, and Node's own globals of the web. */
export function createBrokered({
  dataDir,
  environment,
}: {
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
}) {
  const grants = new Map<string, Permissions>()
  const broker = createBroker({
    kv: createMemoryKv(),
    grants: (plugin) => grants.get(plugin) ?? {},
    dataDir,
    protectedPaths: [],
    env: { ...environment, PATH: process.env.PATH },
    netPowers: createTcpPowers({ door: createDoor({ clock: systemClock }), clock: systemClock, caCerts: [] }),
    actions: async () => undefined,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
  })

  /** The namespace of a plugin. As in the sandbox, what crosses is JSON and bytes. */
  function denoOf(plugin: string, granted: Permissions): typeof Deno {
    grants.set(plugin, granted)
    const call: Call = async (method, args, bytes) => {
      const answer = await broker.call({ plugin, generation: 1 }, method, JSON.parse(JSON.stringify(args)), bytes && new Uint8Array(bytes))
      // The broker answers each method as the table of powers says.
      return { value: answer.value as never, ...(answer.bytes && { bytes: new Uint8Array(answer.bytes) }) }
    }
    return createDeno({
      plugin,
      call,
      web: (name) => Reflect.get(globalThis, name),
      env: grantedVariables(granted, environment),
      grants: granted,
      harden: Object.freeze,
    })
  }

  return {
    folderOf: (plugin: string) => join(dataDir, 'plugins', plugin),
    denoOf,
    async run(plugin: string, testCase: Case, place: Place): Promise<Outcome> {
      const namespace = denoOf(plugin, grantsAt(testCase, place))
      const program = new AsyncFunction('Deno', 'place', programOf(testCase))
      try {
        return JSON.parse(JSON.stringify({ value: await program(namespace, place) }))
      } catch (error) {
        return { threw: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
      } finally {
        broker.release({ plugin, generation: 1 })
      }
    },
  }
}
