import { azure } from './providers/azure.ts'
import { elevenLabs } from './providers/elevenlabs.ts'
import { googleCloud } from './providers/google-cloud.ts'
import { googleTranslate } from './providers/google-translate.ts'
import { openAi } from './providers/openai.ts'
import type { Provider } from './providers/provider.ts'
import type { SpeechSettings } from './speech-settings.ts'

/** The voice of this machine, whatever it is called. */
const OFFLINE = 'offline'

/** Where services are, by provider: for stand-ins. */
export type Addresses = Readonly<Partial<Record<'elevenlabs' | 'openai' | 'azure' | 'google-cloud' | 'google-translate', string>>>

/** Services that have what they need, that of the settings first, the offline voice last: unless it is the one of the settings. */
export function providersOf(
  settings: SpeechSettings,
  { offline, addresses = {} }: { offline?: Provider | undefined; addresses?: Addresses | undefined },
): readonly Provider[] {
  const services = SERVICES.flatMap((service) => service(settings, addresses) ?? [])
  const all = [...services, ...(offline ? [offline] : [])]
  const chosen = all.filter((provider) => (settings.provider === OFFLINE ? provider === offline : provider.id === settings.provider))
  return [...chosen, ...all.filter((provider) => !chosen.includes(provider))]
}

type Service = (settings: SpeechSettings, addresses: Addresses) => Provider | undefined

const SERVICES: readonly Service[] = [
  ({ elevenLabs: given }, { elevenlabs: baseUrl }) => (given.key ? elevenLabs({ ...given, baseUrl }) : undefined),
  ({ openAi: given }, { openai: baseUrl }) => (given.key ? openAi({ ...given, baseUrl }) : undefined),
  ({ azure: given }, { azure: baseUrl }) =>
    given.key && given.region ? azure({ ...given, voice: given.voice || undefined, baseUrl }) : undefined,
  ({ googleCloud: given }, addresses) =>
    given.key ? googleCloud({ key: given.key, voice: given.voice || undefined, baseUrl: addresses['google-cloud'] }) : undefined,
  ({ googleTranslate: isOn }, addresses) => (isOn ? googleTranslate({ baseUrl: addresses['google-translate'] }) : undefined),
]
