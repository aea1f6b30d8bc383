import { type Overlay, overlaysOf, STAGE } from '../kit/overlays.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'

/** The page for OBS that a beginner wants first: the stage, which has all in one, else whichever there is. */
export function useFirstOverlay(): Overlay | undefined {
  const plugins = useShell().live.status.value?.plugins ?? []
  return overlaysOf(plugins, useWords(obsWords).stage)[0]
}

/** Every plugin that viewers see or hear. */
export function useStagedPlugins(): readonly string[] {
  const plugins = useShell().live.status.value?.plugins ?? []
  return [...new Set(overlaysOf(plugins, '').map(({ plugin }) => plugin))].filter((plugin) => plugin !== STAGE)
}

/** The one that shows best what a gift looks like: that of the alerts, else whichever there is. */
export function useGiftOverlay(): Overlay | undefined {
  const plugins = useShell().live.status.value?.plugins ?? []
  const overlays = overlaysOf(plugins, '')
  return overlays.find(({ plugin }) => plugin === 'alerts') ?? overlays[0]
}
