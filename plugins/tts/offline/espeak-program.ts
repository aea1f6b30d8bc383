import { readWav } from '../audio/wav-read.ts'
import { type Provider, ProviderError } from '../speech.ts'
import { isVoice, plainText, voicesFor, wordsAMinute } from './espeak-voice.ts'

const PROGRAM = 'espeak-ng'
/** Of what it writes: two minutes of sound. */
const MAX_BYTES = 6 * 1024 * 1024

/** eSpeak NG of this system; undefined where it is not installed, or may not be run. The text goes to its input, where none of it is an option. */
export async function espeakProgram({ voice, pitch }: { readonly voice: string; readonly pitch: number }): Promise<Provider | undefined> {
  const isThere = await new Deno.Command(PROGRAM, { args: ['--version'], stdout: 'null', stderr: 'null' }).output().then(
    ({ success }) => success,
    () => false,
  )
  if (!isThere) return undefined
  return {
    id: 'offline',
    flavour: `espeak-ng of the system ${voice} ${pitch}`,
    limits: { concurrency: 2, textMax: 400, textUnit: 'characters', timeoutMs: 15_000, isFree: true },
    async speak(request, signal) {
      const wished = [request.voice, voice].filter(isVoice)
      for (const name of [...wished, ...voicesFor(request.language).filter(isVoice)]) {
        const args = ['--stdin', '--stdout', '-b', '1', '-v', name, '-s', String(wordsAMinute(request.speed)), '-p', String(pitch)]
        const wav = await run(args, plainText(request.text), signal)
        if (wav) return readWav(wav)
      }
      throw new ProviderError('refused', `${PROGRAM} does not speak ${request.language}`)
    },
  }
}

/** What it wrote; undefined when it did not like its arguments, such as a voice that is not there. */
async function run(args: readonly string[], text: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const child = new Deno.Command(PROGRAM, { args: [...args], stdin: 'piped', stdout: 'piped', stderr: 'null', signal }).spawn()
  const writer = child.stdin.getWriter()
  // A program that ends at once reads nothing; how it ended says more.
  const sent = writer
    .write(new TextEncoder().encode(text))
    .then(() => writer.close())
    .catch(() => undefined)
  const [{ success, stdout }] = await Promise.all([child.output(), sent])
  signal.throwIfAborted()
  if (stdout.length > MAX_BYTES) throw new ProviderError('broken', `${PROGRAM} wrote more than ${MAX_BYTES / 1024 / 1024} MB`)
  return success && stdout.length > 44 ? stdout : undefined
}
