/** How eSpeak NG calls the voice of a language (BCP 47), the best first. */
export function voicesFor(language: string): readonly string[] {
  const tag = language.toLowerCase()
  const [first = 'en', region] = tag.split('-')
  if (first === 'es') return [region === undefined || region === 'es' ? 'es' : 'es-419', 'es']
  if (first === 'en') return [region === 'gb' || region === 'uk' ? 'en-gb' : 'en-us', 'en']
  return [tag, first, 'en-us']
}

/** A voice that somebody chose; letters only, since a program is started with it. */
export function isVoice(voice: string | undefined): voice is string {
  return voice !== undefined && /^[a-z][a-z0-9-]{0,30}(\+[a-z0-9]{1,30})?$/i.test(voice)
}

/** Words a minute: 175 is its own choice. */
export const wordsAMinute = (speed: number) => Math.round(Math.min(450, Math.max(80, 175 * speed)))

/** eSpeak NG reads SSML: what looks like it would be swallowed, or obeyed. */
export const plainText = (text: string) => text.replaceAll(/[<>&\0]/g, ' ')
