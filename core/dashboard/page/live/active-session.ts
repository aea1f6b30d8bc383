import { useEffect } from 'preact/hooks'
import type { ActiveSessions, Session } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { useShell } from '../shell/shell.ts'

const ASK_MS = 5000

/** The live that goes on, with what came of it so far; anew when the host tells of it. */
export function useActiveSession(): Session | undefined {
  const { client, live } = useShell()
  const { value, reload } = useLoad(() => client.get<ActiveSessions>('/api/sessions/active'), { everyMs: ASK_MS })
  useEffect(
    () =>
      live.onTopic((topic) => {
        if (topic === 'host.session') void reload()
      }),
    [live],
  )
  return value?.session ?? undefined
}
