import { useEffect } from 'preact/hooks'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'
import { Light } from './badge.tsx'
import { Button } from './button.tsx'
import { Foreign } from './foreign.tsx'
import { isOpen, linkOf } from './obs-link.tsx'
import type { Overlay } from './overlays.ts'

/** A button for each action that plugins offer beside overlays, such as to add it to OBS: called with the link and its key. */
export function OverlayButtons({ overlay }: { readonly overlay: Overlay }) {
  const { client, overlayActions } = useShell()
  const words = useWords(obsWords)
  const act = useAct()
  useEffect(overlayActions.show, [overlayActions])
  const call = (id: string, name: string) =>
    act(async () => {
      const url = await linkOf(overlay, client, words.token(overlay.title))
      const { width, height } = overlay
      await overlayActions.call(id, { title: overlay.title, url, ...(width && { width }), ...(height && { height }) })
    }, words.done(name))
  return (
    <>
      {overlayActions.offered.value.map(({ id, description }) => (
        <Button key={id} onPress={() => call(id, description || id)}>
          <Foreign text={description || id} />
        </Button>
      ))}
    </>
  )
}

/** How the overlay is: what plugins say of it, for example that OBS hides it, else whether its page is open anywhere. */
export function OverlayState({ overlay }: { readonly overlay: Overlay }) {
  const { live, overlayActions } = useShell()
  const words = useWords(obsWords)
  useEffect(overlayActions.show, [overlayActions])
  const remarks = overlayActions.remarks.value.get(`${overlay.plugin}/${overlay.page}`) ?? []
  const isConnected = isOpen(live.status.value, overlay)
  if (remarks.length === 0) return <Light tone={isConnected ? 'green' : 'grey'}>{isConnected ? words.open : words.notOpen}</Light>
  return (
    <>
      {remarks.map(({ tone, text }) => (
        <Light key={text} tone={tone}>
          <Foreign text={text} />
        </Light>
      ))}
    </>
  )
}
