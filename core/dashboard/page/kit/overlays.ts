import type { HostStatus, PluginOverlay } from '../../../../schemas/types.ts'

/** A page for OBS, whose it is, and how it is to look: `theme=neon&scale=1.5`. */
export type Overlay = PluginOverlay & { readonly plugin: string; readonly query?: string }

/** The page that shows all others that want to be on it; its key opens every page. */
export const STAGE = 'stage'

type Plugins = NonNullable<HostStatus['plugins']>

/** Every page for OBS of plugins that are on, the stage first where there is anything for it. */
export function overlaysOf(plugins: Plugins, stageTitle: string): readonly Overlay[] {
  const pages = plugins.flatMap(({ id, overlays, state }) =>
    state === 'disabled' ? [] : overlays.map((page): Overlay => ({ plugin: id, ...page })),
  )
  const stage: Overlay = { plugin: STAGE, page: 'all', title: stageTitle, width: 1920, height: 1080 }
  return pages.some((page) => page.stage) ? [stage, ...pages] : pages
}
