import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { ActionAnswer, ActionList, ActionView } from '../../../../schemas/types.ts'
import { overlaysOf } from '../kit/overlays.ts'
import type { Language } from '../words/language.ts'
import type { Client } from './client.ts'
import type { Live } from './live.ts'

/** What a plugin says of an overlay, for example that OBS does not show it. */
export type Remark = { readonly page: string; readonly tone: 'green' | 'gold' | 'grey'; readonly text: string }

type Parts = { readonly client: Client; readonly live: Live; readonly language: ReadonlySignal<Language> }

const ASK_MS = 10_000
const MAX_REMARKS = 200

export type OverlayActions = ReturnType<typeof createOverlayActions>

/** Actions of plugins that belong beside overlays, and what plugins say of them: asked for while a part of the page shows it, and it is seen. */
export function createOverlayActions({ client, live, language }: Parts) {
  const offered = signal<readonly ActionView[]>([])
  const remarks = signal<ReadonlyMap<string, readonly Remark[]>>(new Map())
  let shownBy = 0
  let timer = 0
  let unfollow = () => {}

  async function refresh(): Promise<void> {
    const { actions } = await client.get<ActionList>('/api/actions')
    offered.value = actions.filter((action) => action.for === 'overlay')
    const told = await Promise.all(actions.filter((action) => action.for === 'overlay-remarks').map(remarksOf))
    remarks.value = byPage(told.flat())
  }

  async function remarksOf({ id }: ActionView): Promise<readonly Remark[]> {
    const { value } = await client
      .ask<ActionAnswer>(pathOf(id), { language: language.peek(), pages: pagesOf(live) })
      .catch((): ActionAnswer => ({}))
    const given: unknown = Object(value).remarks
    return Array.isArray(given) ? given.slice(0, MAX_REMARKS).filter(isRemark) : []
  }

  async function turn(): Promise<void> {
    clearTimeout(timer)
    // The banner about the connection says what else there is to say.
    if (!document.hidden) await refresh().catch(() => {})
    clearTimeout(timer)
    if (shownBy > 0) timer = setTimeout(turn, ASK_MS)
  }

  /** At once, and again when plugins come and go. */
  function followPlugins(): () => void {
    const running = computed(() => live.status.value?.plugins.map(({ id, state }) => `${id} ${state}`).join())
    return effect(() => {
      if (running.value !== undefined) void turn()
    })
  }

  return {
    offered,
    remarks,
    /** A part of the page shows them from now on; answers what ends that. */
    show(): () => void {
      shownBy += 1
      if (shownBy === 1) unfollow = followPlugins()
      return () => {
        shownBy -= 1
        if (shownBy === 0) unfollow()
      }
    },
    /** Calls one of them for an overlay. Rejects with a Refusal. */
    async call(id: string, input: { readonly title: string; readonly url: string; readonly width?: number; readonly height?: number }) {
      await client.post<ActionAnswer>(pathOf(id), input, { timeoutMs: 30_000 })
      void turn()
    },
  }
}

function byPage(all: readonly Remark[]): ReadonlyMap<string, readonly Remark[]> {
  const pages = new Set(all.map(({ page }) => page))
  return new Map([...pages].map((page) => [page, all.filter((remark) => remark.page === page)]))
}

const pathOf = (id: string) => `/api/actions/${encodeURIComponent(id)}`

function pagesOf(live: Live) {
  const plugins = live.status.peek()?.plugins ?? []
  return overlaysOf(plugins, '').map(({ plugin, page, width, height }) => ({
    page: `${plugin}/${page}`,
    ...(width && { width }),
    ...(height && { height }),
  }))
}

function isRemark(value: unknown): value is Remark {
  const { page, tone, text } = Object(value)
  return typeof page === 'string' && typeof text === 'string' && ['green', 'gold', 'grey'].includes(tone)
}
