import { join } from 'node:path'
import { type Rehearsed, rehearse } from '../../core/rehearsal/rehearse.ts'
import type { Ending } from '../support/host.ts'
import { ROOT } from '../support/root.ts'
import { PASSWORD, type RealObs } from './real-obs.ts'

type Options = { readonly settings?: Readonly<Record<string, unknown>>; readonly clock?: 'real' | 'virtual' }

/** The plugin in its real sandbox, in front of a real OBS. Real time unless said. */
export async function startPlugin(
  ending: Ending,
  obs: Pick<RealObs, 'url' | 'host'>,
  { settings, clock = 'real' }: Options = {},
): Promise<Rehearsed> {
  const plugin = await rehearse(join(ROOT, 'plugins/obs'), {
    clock,
    settings: { url: obs.url, password: PASSWORD, ...settings },
    grants: { net: [obs.host], env: ['OBS_WEBSOCKET_PASSWORD'] },
  })
  ending.after(plugin.stop)
  return plugin
}
