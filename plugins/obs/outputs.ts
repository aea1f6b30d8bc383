import type { Ask } from './link/requests.ts'
import type { ObsSettings } from './settings.ts'

type Parts = { readonly ask: Ask; readonly settings: Pick<ObsSettings, 'allowStreaming'> }

/** Goes live; only where the operator allows it. */
export async function startStream({ ask, settings }: Parts): Promise<void> {
  checkAllowed(settings)
  await ask('StartStream')
}

/** Ends the live; only where the operator allows it. */
export async function stopStream({ ask, settings }: Parts): Promise<void> {
  checkAllowed(settings)
  await ask('StopStream')
}

function checkAllowed({ allowStreaming }: Parts['settings']): void {
  if (!allowStreaming) throw new Error('Going live and ending it is off; switch it on with the setting "allowStreaming"')
}
