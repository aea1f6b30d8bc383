import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { previewOf } from '../kit/obs-link.tsx'
import type { Overlay } from '../kit/overlays.ts'
import { useWords } from '../shell/shell.ts'
import type { Looks, Size } from './looks.ts'
import * as words from './words.ts'

type Props = {
  readonly overlay: Overlay
  readonly size: Size
  readonly looks: Looks
  /** Whether it is known how it is to look. */
  readonly isKnown: boolean
}

/** The tallest that a preview gets, in rem. */
const TALLEST = 26

/** The page as OBS would have it, made small. It runs only while it is in sight, and without sound. */
export function PreviewFrame({ overlay, size: { width, height }, looks, isKnown }: Props) {
  const said = useWords(words)
  const box = useRef<HTMLDivElement>(null)
  const shown = useSignal({ isInSight: false, scale: 0 })

  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      shown.value = { ...shown.value, scale: element.clientWidth / width }
    }
    const sight = new IntersectionObserver(([entry]) => {
      shown.value = { ...shown.value, isInSight: entry?.isIntersecting ?? false }
    })
    const room = new ResizeObserver(measure)
    measure()
    sight.observe(element)
    room.observe(element)
    return () => {
      sight.disconnect()
      room.disconnect()
    }
  }, [width, height])

  const { isInSight, scale } = shown.value
  const query = new URLSearchParams(overlay.query)
  query.set('backdrop', looks.backdrop)
  query.set('sound', 'off')
  const address = previewOf({ ...overlay, query: query.toString() })
  return (
    <div
      ref={box}
      class="overlays-preview"
      data-backdrop={looks.backdrop}
      style={{ aspectRatio: `${width} / ${height}`, width: `min(100%, ${((TALLEST * width) / height).toFixed(2)}rem)` }}
    >
      {isKnown && isInSight && scale > 0 && (
        <iframe
          // A new one, since a frame that goes elsewhere would be a step of the browser's way back.
          key={address}
          title={said.previewOf(overlay.title)}
          src={address}
          tabIndex={-1}
          style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` }}
        />
      )}
    </div>
  )
}
