import type { Settings } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { validate } from '../../base/validate.ts'
import type { Audit, SettingsDesk } from '../../serve/serve.ts'
import type { SettingsFile } from '../../store/settings.ts'
import { assertNoGrant, merged, placesIn } from './settings-patch.ts'

type Parts = {
  readonly settings: SettingsFile
  /** Brings plugins in line with what was changed. */
  readonly follow: (before: Settings, after: Settings) => Promise<void>
  readonly audit: Audit
}

/** The settings as the dashboard and tools change them: whole, or not at all. */
export function createSettingsDesk({ settings, follow, audit }: Parts): SettingsDesk {
  return {
    show: () => told(settings.current()),
    async change(patch, { dryRun, by }) {
      assertNoGrant(patch)
      if (dryRun) return told(valid(merged(settings.current(), patch)))
      const before = settings.current()
      const after = await settings.update((now) => valid(merged(now, patch)))
      await follow(before, after)
      audit({ what: 'settings.changed', by, detail: { places: placesIn(patch).join(', ').slice(0, 200) } })
      return told(after)
    },
  }
}

function valid(value: unknown): Settings {
  const verdict = validate('settings', value)
  if (!verdict.ok) throw new HostError('SETTINGS_INVALID', verdict.message, { path: verdict.pointer })
  return verdict.value
}

/** What was granted is told with the plugins. */
function told({ plugins, ...settings }: Settings): Settings {
  const without = Object.entries(plugins ?? {}).map(([id, { grant: _, ...own }]) => [id, own])
  return { ...settings, ...(plugins && { plugins: Object.fromEntries(without) }) }
}
