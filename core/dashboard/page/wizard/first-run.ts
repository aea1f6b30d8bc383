import type { HostStatus, SettingsAnswer } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'

const SEEN = 'showrunner.wizard'

/** Never again by itself in this browser. */
export function keepSeen(): void {
  localStorage.setItem(SEEN, 'seen')
}

/** Whether the first steps should open by themselves: nobody is named, no page is open in OBS, and this browser has not seen them. */
export async function isFirstRun(client: Client): Promise<boolean> {
  if (localStorage.getItem(SEEN)) return false
  try {
    const { settings } = await client.get<SettingsAnswer>('/api/settings')
    const { clients } = await client.get<HostStatus>('/status')
    return !settings.tiktok?.username && !clients?.overlays.length
  } catch {
    // A host that does not answer is told of elsewhere.
    return false
  }
}
