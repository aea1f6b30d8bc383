import type { Audit, PresetDesk } from '../../serve/serve.ts'
import { createPresets } from './presets.ts'

type Parts = Parameters<typeof createPresets>[0] & { readonly audit: Audit }

/** Presets as an operator asks for them; the host sees by itself that a folder came or went. */
export function createPresetDesk({ audit, ...parts }: Parts): PresetDesk {
  const presets = createPresets(parts)
  return {
    async apply(name, { by, ...options }) {
      const applied = await presets.apply(name, options)
      const { preset, plugin, outcome } = applied
      const isChanged = outcome === 'written' || outcome === 'removed'
      if (isChanged && !applied.dryRun)
        audit({ what: options.undo ? 'preset.removed' : 'preset.applied', by, detail: { preset, plugin, outcome } })
      return applied
    },
  }
}
