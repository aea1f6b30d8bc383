/** What a sound depends on: the same in all of it sounds the same. */
export type Sounding = {
  readonly provider: string
  readonly flavour: string
  readonly voice: string
  readonly language: string
  readonly speed: number
  readonly rate: number
  /** Of what was done to text and sound here. */
  readonly version: string
  readonly text: string
}

/** The name of a kept sound: the SHA-256 of all that it depends on, as 64 hexadecimal digits. */
export function keyOf({ provider, flavour, voice, language, speed, rate, version, text }: Sounding): Promise<string> {
  return sha256(JSON.stringify([provider, flavour, voice, language, speed, rate, version, text]))
}

/**
 * The name that the modular speech of `gmod-tts-modular.json` gave its files: the first 16 digits of the SHA-256 of type and text, the text in small letters and
 * without space around it. Voice and language are not in it, so that it finds recordings that somebody put there, and names none of ours.
 */
export async function recordingKeyOf(type: string, text: string): Promise<string> {
  return (await sha256(`${type}${text.toLowerCase().trim()}`)).slice(0, 16)
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
