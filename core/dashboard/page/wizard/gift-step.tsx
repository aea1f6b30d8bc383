import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { EventLine } from '../kit/event-line.tsx'
import { SelectField } from '../kit/field.tsx'
import { previewOf } from '../kit/obs-link.tsx'
import { inSetLanguage } from '../kit/set-languages.ts'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { playChime } from './chime.ts'
import { useGiftOverlay } from './overlay.ts'
import { useStageLanguages } from './stage-languages.ts'
import { VoiceOffer } from './voice-offer.tsx'
import * as wizardWords from './words.ts'

const GIFT = { giftName: 'Rose', giftCount: 5, coins: 5 }

/** What viewers will see, and a gift that goes all the way through: seen, and heard. */
export function GiftStep({ onNext }: { readonly onNext: () => void }) {
  const { client, live } = useShell()
  const words = useWords(wizardWords)
  const act = useAct()
  const overlay = useGiftOverlay()
  const { languages, speak } = useStageLanguages()
  const came = useSignal<UnifiedEvent | undefined>(undefined)
  const own = useSignal('')
  const asked = useRef(false)
  const send = () => {
    asked.current = true
    return act(() => client.post('/api/simulate/gift', GIFT))
  }
  useEffect(
    () =>
      live.onEvent((event) => {
        if (event.source !== 'simulator' || event.eventType !== 'gift' || event.payload.giftName !== GIFT.giftName) return
        // A demo live sends roses, too: the one that was asked for is heard.
        if (asked.current) {
          playChime()
          own.value = event.eventId
        }
        asked.current = false
        came.value = event
      }),
    [live],
  )
  return (
    <div class="stack">
      <h2>{words.giftTitle}</h2>
      <p class="soft">{words.giftText}</p>
      {overlay && languages?.has(overlay.plugin) && (
        <SelectField
          label={words.stageLanguage}
          value={languages.get(overlay.plugin) ?? ''}
          onChange={speak}
          choices={[
            { value: 'en', title: 'English' },
            { value: 'es', title: 'Español' },
          ]}
        />
      )}
      {/* It begins anew when the gift came, and begins with one like it. */}
      {overlay && languages && (
        <iframe key={own.value} class="wizard-preview" src={previewOf(inSetLanguage(overlay, languages))} title={words.preview} />
      )}
      {came.value && (
        <div class="wizard-came" role="status">
          <p class="soft">{words.giftCame}</p>
          <EventLine event={came.value} />
        </div>
      )}
      <VoiceOffer />
      <div class="buttons end">
        <Button onPress={send} {...(!came.value && { tone: 'primary' as const })}>
          {words.gift}
        </Button>
        <Button onPress={onNext} {...(came.value && { tone: 'primary' as const })}>
          {words.next}
        </Button>
      </div>
    </div>
  )
}
