import { createHash } from 'node:crypto'
import type { Permissions } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { declaredOf } from './declared.ts'
import { findBundle } from './kept-bundles.ts'
import { labelOf } from './label.ts'
import type { PluginConfig } from './plugin.ts'
import { createSourceLines, type SourceLines } from './source-lines.ts'

/** How long handlers may go on when their plugin is unloaded. */
const GRACE_MS = 5000

/** What a version is loaded with beside its config. */
type Loading = {
  /** Does nothing when it would be the version that is held. */
  readonly unlessSame: boolean
  /** What it may use, and the variables of these that are set. */
  readonly grants: Permissions
  readonly env: Readonly<Record<string, string>>
  readonly version: string
  readonly tellsWords?: boolean
}

/** What the sandbox holds of one plugin: at most one version, loaded from a config. */
export function createGenerations(id: string, sandbox: Pick<Sandbox, 'load' | 'unload'>) {
  let held: { readonly print: string; readonly lines: SourceLines } | undefined
  /** Of the version that starts. */
  let coming: SourceLines | undefined

  return {
    /**
     * Builds and loads; answers false when it was the version that is held, and nothing was done.
     * Rejects with PLUGIN_UNBUILDABLE or PLUGIN_START_FAILED, with file and line, and what was held stays.
     */
    async load(config: PluginConfig, { unlessSame, ...given }: Loading): Promise<boolean> {
      const { folder, main, manifest, lane, threads, timeoutMs, memoryMb, settings, isolation } = config
      const filename = labelOf(folder, main)
      const built = await findBundle(config)
      const limits = { concurrency: lane.concurrency, threads, timeoutMs, memoryMb }
      const code = { plugin: id, code: built.code, filename, settings, declared: declaredOf(manifest), ...given, ...limits }
      const print = fingerprint([code, isolation])
      if (unlessSame && held?.print === print) return false
      const lines = createSourceLines({ folder, filename, map: built.map })
      coming = lines
      try {
        await sandbox.load(code, isolation)
      } catch (failure) {
        // The sandbox rejects with errors.
        throw startFailed(id, lines, failure as Error)
      } finally {
        coming = undefined
      }
      held = { print, lines }
      return true
    },
    async unload(): Promise<void> {
      if (held) await sandbox.unload(id, GRACE_MS)
      held = undefined
    },
    /** What the plugin said, with places as its author knows them: of the version that is held, or of the one that starts. */
    translate: (text: string, { isStarting = false } = {}) => ((isStarting && coming) || held?.lines || coming)?.translate(text) ?? text,
  }
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** The first line of what went wrong, and the author's line that it came from. */
function startFailed(id: string, lines: SourceLines, failure: Error): HostError {
  const [sentence] = failure.message.split('\n')
  const place = lines.placeIn(failure.message)
  return new HostError('PLUGIN_START_FAILED', place ? `${sentence} (${place})` : `${sentence}`, { plugin: id }, failure)
}
