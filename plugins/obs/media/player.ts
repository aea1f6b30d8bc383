import type { Clock } from '#sdk/clock'
import type { Told } from '../link/line.ts'
import type { Ask, AskAll } from '../link/requests.ts'
import { createPlaying, type Played, type Playing } from './playing.ts'

/** What is played: a file through the plugin's own media source, or a media source that is there. `volume` is 0 to 100. */
export type Play = { readonly file?: string; readonly input?: string; readonly volume?: number; readonly wait?: boolean }

type Parts = {
  readonly ask: Ask
  readonly askAll: AskAll
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** The name of the source that files are played by, which stands in the scene on air afterwards. */
  readonly ready: () => Promise<string>
}

/** What ends sooner was no sound: OBS tells of a file that it cannot read as of one that began and ended at once. */
const SHORTEST_MS = 120
const MAX_WAITING = 20
const RESTART = 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART'
const STOP = 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_STOP'

/** Plays one after the other on each input; more than 20 that wait are refused. */
export function createPlayer({ ask, askAll, clock, ready }: Parts) {
  const playing = new Map<string, Playing>()
  const queues = new Map<string, { waiting: number; last: Promise<unknown> }>()

  async function play({ file, input, wait = true, ...how }: Play): Promise<Played> {
    const inputName = file === undefined ? (input ?? '') : await ready()
    const queue = queues.get(inputName) ?? { waiting: 0, last: Promise.resolve() }
    if (queue.waiting >= MAX_WAITING) throw new Error(`${MAX_WAITING} sounds wait for "${inputName}" already`)
    queues.set(inputName, queue)
    queue.waiting += 1
    const turn = queue.last.then(() => begin(inputName, { ...how, ...(file !== undefined && { file }) }))
    queue.last = turn.then(({ ended }) => ended).catch(() => {})
    void queue.last.then(() => {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(inputName)
    })
    const { ended } = await turn
    return wait ? ended : { input: inputName, hasEnded: false, durationMs: 0 }
  }

  /** Resolves once it plays; `ended` follows. Rejects when OBS refused, or cannot play it. */
  async function begin(inputName: string, { file, volume }: Pick<Play, 'file' | 'volume'>): Promise<{ readonly ended: Promise<Played> }> {
    playing.get(inputName)?.end('cut')
    const one = createPlaying({ inputName, clock, forget: () => playing.delete(inputName) })
    playing.set(inputName, one)
    try {
      await askAll([
        ...(volume === undefined
          ? []
          : [{ requestType: 'SetInputVolume' as const, requestData: { inputName, inputVolumeMul: volume / 100 } }]),
        ...(file === undefined
          ? []
          : [{ requestType: 'SetInputSettings' as const, requestData: { inputName, inputSettings: settingsOf(file) } }]),
        { requestType: 'TriggerMediaInputAction', requestData: { inputName, mediaAction: RESTART } },
        // By OBS's own clock, so that it does not matter how late its answers come here.
        { requestType: 'Sleep', requestData: { sleepMillis: SHORTEST_MS } },
      ])
    } catch (error) {
      one.end('cut')
      throw error
    }
    if (one.over() === 'ended')
      throw new Error(`OBS cannot play it on "${inputName}": the file is missing, empty or of a kind it does not know`)
    return { ended: one.ended }
  }

  return {
    play,
    async stop(inputName: string): Promise<void> {
      playing.get(inputName)?.end('cut')
      await ask('TriggerMediaInputAction', { inputName, mediaAction: STOP })
    },
    /** The line is gone: nobody will tell of an end. */
    abandon(): void {
      for (const one of [...playing.values()]) one.end('cut')
    },
    told: {
      MediaInputPlaybackStarted: ({ inputName }) => playing.get(inputName)?.started(),
      MediaInputPlaybackEnded: ({ inputName }) => playing.get(inputName)?.end('ended'),
    } satisfies Partial<Told>,
  }
}

const settingsOf = (file: string) => ({ is_local_file: true, local_file: file, looping: false })
