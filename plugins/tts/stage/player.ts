import type { Host } from '#sdk'
import type { Spoken } from '../speech.ts'
import type { Entry } from './entry.ts'

/** Where something is heard. Resolves at its end; rejects with the signal's reason when it was cut off. */
export type Player = { play(spoken: Spoken, entry: Entry, signal: AbortSignal): Promise<void> }

/** What the page is told. */
export type Sound = {
  readonly id: string
  /** On this host. */
  readonly url: string
  readonly ms: number
  /** 0 to 1. */
  readonly volume: number
  /** What is said; left out when there is to be no caption. */
  readonly text?: string
}

type PageParts = {
  readonly host: Pick<Host, 'blobs' | 'publish'>
  readonly volume: number
  readonly captions: boolean
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The pages for OBS, which tell nothing back: they are given as long as the sound lasts. */
export function createPagePlayer({ host, volume, captions, wait }: PageParts): Player {
  return {
    async play({ wav, ms, text }, { id }, signal) {
      const { url } = await host.blobs.put(wav, 'audio/wav')
      signal.throwIfAborted()
      host.publish('speech', { id, url, ms, volume, ...(captions && { text }) } satisfies Sound)
      await wait(ms, signal).catch((reason) => {
        host.publish('control', { do: 'stop' })
        throw reason
      })
    },
  }
}

type ObsParts = {
  readonly actions: Host['actions']
  readonly files: Pick<typeof Deno, 'mkdir' | 'writeFile' | 'realPath'>
  readonly volume: number
}

const FOLDER = 'stage'
/** OBS has the last one open while the next is written. */
const FILES = 2

/** A media source of OBS, by the plugin that speaks with it: a file of our own folder, since OBS reads no addresses that need this host. */
export function createObsPlayer({ actions, files, volume }: ObsParts): Player {
  let count = 0
  return {
    async play({ wav }, _, signal) {
      await files.mkdir(FOLDER, { recursive: true })
      count += 1
      const path = `${FOLDER}/${count % FILES}.wav`
      await files.writeFile(path, wav)
      const stop = () => void actions.call('obs.stopMedia').catch(() => undefined)
      signal.addEventListener('abort', stop, { once: true })
      try {
        await actions.call('obs.playFile', { file: await files.realPath(path), volume: Math.round(volume * 100) })
        signal.throwIfAborted()
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
