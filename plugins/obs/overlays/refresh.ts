import type { Ask } from '../link/requests.ts'
import { overlaySources } from './sources.ts'

/** Has OBS load every page of ours anew, past its cache. Answers which sources those are. */
export async function refreshOverlays(ask: Ask): Promise<{ readonly refreshed: readonly string[] }> {
  const sources = await overlaySources(ask)
  for (const { input } of sources) await ask('PressInputPropertiesButton', { inputName: input, propertyName: 'refreshnocache' })
  return { refreshed: sources.map(({ input }) => input) }
}
