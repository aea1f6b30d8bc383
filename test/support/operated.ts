import type { TestContext } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import type { HostOptions } from '../../core/host.ts'
import type { PluginReport } from '../../core/serve/serve.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from './folder.ts'
import { startHost } from './host.ts'
import { createPluginFolders } from './plugin-folders.ts'

/** A host whose operator drops plugins in; it can be started again on the same data. */
export async function createOperated(t: TestContext) {
  const folders = await createPluginFolders()
  const shipped = await createPluginFolders()
  const dataDir = createFolder()
  /** All that the host ever logged, at the lowest level. */
  const lines: string[] = []

  async function start(options: Partial<HostOptions> = {}) {
    const said: string[] = []
    const { changed, until } = createWaiters()
    const host = await startHost(t, {
      dataDir,
      pluginRoots: [shipped.root, folders.root],
      log: createLog({ level: 'trace', write: (line) => lines.push(line) }),
      say(sentence) {
        said.push(sentence)
        changed()
      },
      ...options,
    })
    const { ask } = host
    return {
      ...host,
      said,
      /** Resolves once a sentence was said to people. */
      heard: (expected: RegExp) => until(() => said.some((sentence) => expected.test(sentence))),
      // The host answers with the report that core/desks/plugins/plugin-desk.ts makes.
      show: async (id: string) => (await ask('GET', `/api/plugins/${id}`)).body as unknown as PluginReport,
      order: (id: string, order: string, body: unknown = {}) => ask('POST', `/api/plugins/${id}/${order}`, body),
      /** Approves what is asked for now. */
      async approve(id: string) {
        const { ask: asked } = (await ask('GET', `/api/plugins/${id}`)).body as unknown as PluginReport
        return ask('POST', `/api/plugins/${id}/approve`, { hash: asked?.hash })
      },
      act: (action: string, input: unknown = {}) => ask('POST', `/api/actions/${action}`, input),
    }
  }

  return { ...folders, /** Plugins that come with Showrunner, by their names in the base manifest. */ shipped, dataDir, lines, start }
}
