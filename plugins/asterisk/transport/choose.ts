import type { LinkState } from '#sdk/link'
import type { CallSettings } from '../settings.ts'
import { createAmi } from './ami.ts'
import { createAri } from './ari.ts'
import { createCallFile } from './call-file.ts'
import type { Transport } from './transport.ts'

type Parts = { readonly onState: (state: LinkState) => void }

const TRANSPORTS: Readonly<Record<CallSettings['transport'], (settings: CallSettings, parts: Parts) => Transport>> = {
  ari: (settings, { onState }) => createAri({ settings, onState }),
  ami: (settings, { onState }) => createAmi({ settings, onState }),
  callfile: (settings) => createCallFile({ settings, files: Deno }),
}

/** The way to Asterisk that the operator chose. */
export const transportOf = (settings: CallSettings, parts: Parts): Transport => TRANSPORTS[settings.transport](settings, parts)
