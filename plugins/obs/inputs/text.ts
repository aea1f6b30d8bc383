import type { Clock } from '#sdk/clock'
import { createWriter } from '../effects/writer.ts'
import type { Ask } from '../link/requests.ts'

/** Sources that show text: FreeType's on all systems, GDI+'s on Windows. */
const KIND = /^text_(ft2_source|gdiplus)/
const MAX_CHARS = 2000
const MAX_INPUTS = 50

type Writer = ReturnType<typeof createWriter<string>>

/** Writes text sources; of many texts for one of them the last is written. What viewers wrote is text there, whatever it looks like. */
export function createTexts({ ask, clock }: { readonly ask: Ask; readonly clock: Pick<Clock, 'after'> }) {
  const writers = new Map<string, Writer>()

  async function writerOf(inputName: string): Promise<Writer> {
    const known = writers.get(inputName)
    if (known) return known
    const { inputKind } = await ask('GetInputSettings', { inputName })
    if (!KIND.test(inputKind)) throw new Error(`"${inputName}" is no text source in OBS`)
    const writer =
      writers.get(inputName) ??
      createWriter<string>({ clock, write: (text) => ask('SetInputSettings', { inputName, inputSettings: { text } }) })
    if (writers.size >= MAX_INPUTS) writers.clear()
    writers.set(inputName, writer)
    return writer
  }

  return {
    async write(inputName: string, text: string): Promise<void> {
      await (await writerOf(inputName)).want(plain(text))
    },
    /** Sources may be others after the line was down. */
    forget: () => writers.clear(),
  }
}

/** Without control characters but line breaks, and no longer than is ever read. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  return [...text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '')].slice(0, MAX_CHARS).join('')
}
