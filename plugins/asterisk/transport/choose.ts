import type { LinkState } from '#sdk/link'
import type { CallSettings } from '../settings.ts'
import { createAri } from './ari.ts'
import type { Transport } from './transport.ts'

type Parts = { readonly onState: (state: LinkState) => void }

const TRANSPORTS: Readonly<Record<CallSettings['transport'], (settings: CallSettings, parts: Parts) => Transport>> = {
  ari: (settings, { onState }) => createAri({ settings, onState }),
  ami: (settings, { onState }) => createAri({ settings, onState }),
  callfile: (settings, { onState }) => createAri({ settings, onState }),
}

/** The way to Asterisk that the operator chose. */
export const transportOf = (settings: CallSettings, parts: Parts): Transport => TRANSPORTS[settings.transport](settings, parts)
