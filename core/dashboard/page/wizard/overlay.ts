import type { Overlay } from '../kit/obs-link.tsx'
import { useShell } from '../shell/shell.ts'

/** The page for OBS that a beginner wants first: that of the alerts, else whichever there is. */
export function useFirstOverlay(): Overlay | undefined {
  const plugins = useShell().live.status.value?.plugins ?? []
  const overlays = plugins.flatMap(({ id, overlays: pages }) => pages.map((page): Overlay => ({ plugin: id, ...page })))
  return overlays.find(({ plugin }) => plugin === 'alerts') ?? overlays[0]
}
