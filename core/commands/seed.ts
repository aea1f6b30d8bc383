import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PresetAnswer, PresetApplied } from '../../schemas/types.ts'
import { createPresets, PRESETS, type PresetOptions } from '../desks/plugins/presets.ts'
import { readBase } from '../plugins/manifest.ts'
import { openRevoked } from '../store/revoked.ts'
import { tell } from './answer.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient, ifRunning } from './running.ts'

export type SeedOptions = ReachOptions & PresetOptions & { readonly root: string; readonly version: string; readonly into: string }

/** Writes the presets, or those that are named, as plugins; or takes them back. Through the host where it runs. */
export async function seed(names: readonly string[], options: SeedOptions): Promise<void> {
  const { dryRun = false, undo = false } = options
  const done: PresetApplied[] = []
  for (const name of names.length > 0 ? names : Object.keys(PRESETS)) {
    const ask = () => createClient(options).post(`/api/presets/${encodeURIComponent(name)}`, { dryRun, undo })
    // The host answers as its schemas say.
    const answer = (await ifRunning(options, ask)) as PresetAnswer | undefined
    done.push(answer?.applied ?? (await applyOffline(name, options)))
  }
  tell(done, options, (all) => [
    ...all.map(sentenceOf),
    ...(dryRun || undo
      ? []
      : ['No account is set; showrunner settings set tiktok.username <name> sets it. showrunner seed --undo takes the plugins back']),
  ])
}

async function applyOffline(name: string, { root, version, dataDir, into, dryRun, undo }: SeedOptions): Promise<PresetApplied> {
  await mkdir(dataDir, { recursive: true })
  const presets = createPresets({
    ...{ root, version, dataDir, into, base: await readBase(join(root, 'plugin.manifest.json')) },
    revoked: (await openRevoked(join(dataDir, 'revoked.json'))).current,
  })
  return presets.apply(name, { ...(dryRun && { dryRun }), ...(undo && { undo }) })
}

function sentenceOf({ plugin, outcome, mode, queueMax, events, folder, dryRun }: PresetApplied): string {
  const facts = `${mode.toUpperCase()}, max ${queueMax}, ${events} event configurations`
  if (outcome === 'written') return `${plugin} ${dryRun ? 'would be' : 'is'} written to ${folder}: ${facts}`
  if (outcome === 'removed') return `${plugin} ${dryRun ? 'would be' : 'is'} removed`
  return outcome === 'not there' ? `${plugin} is not there` : `${plugin} is there already, and stays as it is: ${folder}`
}
