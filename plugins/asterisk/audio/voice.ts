import type { Host } from '#sdk'
import { joined } from '#sdk/bytes'
import { PermanentError } from '#sdk/failures'
import type { Job } from '../jobs/job.ts'
import { readWav } from './wav.ts'

type Parts = {
  readonly actions: Pick<Host['actions'], 'call'>
  readonly files: Pick<typeof Deno, 'mkdir' | 'writeFile' | 'remove' | 'readDir' | 'realPath'>
  /** Where Asterisk reads sounds; relative to the plugin's own folder, or absolute. */
  readonly folder: string
}

/** What `tts.phone` answers: a part of a sound, 8 kHz, 16 bits, mono. */
type Spoken = { readonly wav: string; readonly parts: number }

/** Longer is no call any more, but a lecture. */
const MAX_PARTS = 20

/** What is played in calls: said by the plugin tts, and kept as a file until the call has ended. */
export function createVoice({ actions, files, folder }: Parts) {
  const fileOf = (id: string) => `${folder}/${nameOf(id)}.wav`

  async function spoken({ text, language }: Pick<Job, 'text' | 'language'>): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    for (let part = 0, parts = 1; part < parts; part += 1) {
      // The manifest of tts says what it answers.
      const answer = (await actions.call('tts.phone', { text, language, part })) as Spoken
      parts = Math.min(MAX_PARTS, answer.parts)
      chunks.push(fromBase64(answer.wav))
    }
    return joined(chunks)
  }

  return {
    /** Answers the absolute path without its extension, as Asterisk wants it, and how long it plays. */
    async speak(job: Pick<Job, 'id' | 'text' | 'language'>): Promise<{ readonly audio: string; readonly seconds: number }> {
      const wav = await spoken(job)
      const { seconds } = readWav(wav)
      await files.mkdir(folder, { recursive: true })
      await files.writeFile(fileOf(job.id), wav, { mode: 0o644 })
      return { audio: await this.pathOf(job.id), seconds }
    },
    pathOf: async (id: string) => `${await files.realPath(folder)}/${nameOf(id)}`,
    forget: (id: string) => files.remove(fileOf(id)).catch(() => {}),
    /** Removes what a crash left behind. */
    async tidy(isNeeded: (id: string) => boolean): Promise<void> {
      await files.mkdir(folder, { recursive: true }).catch(() => {})
      const names: string[] = []
      for await (const { name } of files.readDir(folder)) names.push(name)
      for (const name of names) if (OURS.test(name) && !isNeeded(idOf(name))) await files.remove(`${folder}/${name}`).catch(() => {})
    },
  }
}

export type Voice = ReturnType<typeof createVoice>

/** A folder that is shared with Asterisk may hold what is not ours. */
const OURS = /^((call|event|test)-[A-Za-z0-9-]{8,58}|queue-[A-Za-z0-9_-]{1,64})\.wav$/
const OWN_ID = /^(call|event|test)-[A-Za-z0-9-]{8,58}$/
/** Whoever gives jobs their ids cannot choose names of other files with them. */
const nameOf = (id: string) => (OWN_ID.test(id) ? id : `queue-${id}`)
const idOf = (name: string) => name.slice(0, -'.wav'.length).replace(/^queue-/, '')

function fromBase64(text: string): Uint8Array {
  if (typeof text !== 'string') throw new PermanentError('The plugin tts answered no sound')
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
