import { useSignal } from '@preact/signals'
import type { HostStatus, TokenMade, TokenSent } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'
import { Button } from './button.tsx'
import { copyText } from './clipboard.ts'
import { type Overlay, STAGE } from './overlays.ts'

const SHOWN_MS = 1500

/** Copies the link for OBS. Its key is made when it is first asked for: it opens this page only (that of the stage: every page), and is revoked under Tokens. */
export function CopyLink({ overlay, tone }: { readonly overlay: Overlay; readonly tone?: 'primary' }) {
  const { client } = useShell()
  const words = useWords(obsWords)
  const act = useAct()
  const isCopied = useSignal(false)
  const copy = async () => {
    const isDone = await act(async () => copyText(await linkOf(overlay, client, words.token(overlay.title))))
    isCopied.value = isDone
    setTimeout(() => {
      isCopied.value = false
    }, SHOWN_MS)
  }
  return (
    <Button {...(tone && { tone })} onPress={copy}>
      {isCopied.value ? words.copied : words.copy}
    </Button>
  )
}

/** Its address without a key, with something to see. */
export function previewOf({ plugin, page, query }: Overlay): string {
  return `${location.origin}/overlay/${plugin}/${page}?${['preview', query].filter(Boolean).join('&')}`
}

/** Whether the page is open anywhere. */
export function isOpen(status: HostStatus | undefined, { plugin, page }: Overlay): boolean {
  const open = status?.clients?.overlays ?? []
  if (plugin === STAGE) return open.some((other) => isStaged(status, other))
  return open.some((other) => other.plugin === plugin && other.page === page)
}

function isStaged(status: HostStatus | undefined, { plugin, page }: { readonly plugin: string; readonly page: string }): boolean {
  const found = status?.plugins.find(({ id }) => id === plugin)
  return found?.overlays.some((overlay) => overlay.page === page && overlay.stage) ?? false
}

/** The link with its key, which is made when it is first asked for. */
export async function linkOf({ plugin, page, query }: Overlay, client: Client, name: string): Promise<string> {
  const overlay = `${plugin}/${page}`
  const place = `showrunner.overlay.${overlay}`
  const kept = sessionStorage.getItem(place)
  const wanted: TokenSent = { name: name.slice(0, 80), role: 'overlay', ...(plugin !== STAGE && { overlay }) }
  const key = kept ?? (await client.post<TokenMade>('/api/tokens', wanted)).key
  sessionStorage.setItem(place, key)
  return `${location.origin}/overlay/${overlay}${query ? `?${query}` : ''}#key=${key}`
}
