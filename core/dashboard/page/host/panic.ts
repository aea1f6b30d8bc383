import { signal } from '@preact/signals'
import type { Client } from './client.ts'
import type { Live } from './live.ts'

/** Whether everything is stopped, since when and by whom, and how many events wait for it. */
export type PanicState = { readonly on: boolean; readonly since?: string; readonly by?: string; readonly heldEvents: number }

const ASK_MS = 4000

export type Panic = ReturnType<typeof createPanic>

/** Whether everything is stopped: asked for every few seconds, and when the host tells of it. */
export function createPanic({ client, live }: { readonly client: Client; readonly live: Live }) {
  const state = signal<PanicState | undefined>(undefined)
  const take = ({ panic }: { readonly panic: PanicState }) => {
    state.value = panic
  }
  // The banner about the connection says what else there is to say.
  const refresh = () => client.get<{ panic: PanicState }>('/api/panic').then(take, () => {})

  return {
    state,
    stop: () => client.post<{ panic: PanicState }>('/api/panic', {}, { again: 'as-it-is' }).then(take),
    goOn: () => client.delete<{ panic: PanicState }>('/api/panic', undefined, undefined, { again: 'as-it-is' }).then(take),
    start() {
      void refresh()
      setInterval(refresh, ASK_MS)
      live.onTopic((topic) => {
        if (topic === 'host.panic') void refresh()
      })
    },
  }
}
