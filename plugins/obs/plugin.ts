import type { Delivery, Host, Plugin } from '#sdk'
import { systemClock } from '#sdk/clock'
import type { Verdict } from './effects/hold.ts'
import type { Play } from './media/player.ts'
import { startStream, stopStream } from './outputs.ts'
import { addOverlay, type Link } from './overlays/add.ts'
import { overlayHealth } from './overlays/health.ts'
import { refreshOverlays } from './overlays/refresh.ts'
import { type Meant, remarksOn } from './overlays/words.ts'
import { type PictureWish, takePicture } from './picture.ts'
import type { RuleEvent } from './rules/rule.ts'
import { readSettings } from './settings.ts'
import { createStudio, type Studio } from './studio.ts'

type Timed = { readonly forMs?: number; readonly priority?: number }
type Source = Timed & { readonly source: string; readonly scene?: string }

/** Not moved by whoever sets the clock of the computer in the middle of a live. */
const STEADY = { ...systemClock, now: () => performance.now() }

let studio: Studio

export default {
  start(host) {
    const settings = readSettings(host.settings, Deno.env.get('OBS_WEBSOCKET_PASSWORD'))
    studio = createStudio({ host, settings, clock: STEADY, wallTime: Date.now })
    // OBS may be started later.
    void studio.connect()
  },
  on: { gift: react, tip: react, subscribe: react, follow: react, share: react, streamStart: react, streamEnd: react, custom: react },
  actions: {
    connect: () => studio.connect().then(() => studio.status()),
    status: () => studio.status(),
    setScene: async ({ scene, ...how }: Timed & { scene: string }) => ({
      scene,
      when: shown(await studio.stage.switchTo(scene, timed(how))),
    }),
    showSource: async ({ source, scene, ...how }: Source) => ({
      source,
      when: shown(await studio.stage.show({ source, scene, isShown: true }, timed(how))),
    }),
    hideSource: async ({ source, scene, ...how }: Source) => ({
      source,
      when: shown(await studio.stage.show({ source, scene, isShown: false }, timed(how))),
    }),
    setFilter: async ({ source, filter, isOn = true, ...how }: Timed & { source: string; filter: string; isOn?: boolean }) => ({
      filter,
      when: shown(await studio.stage.filter({ source, filter, isOn }, timed(how))),
    }),
    playMedia: (what: Play) => studio.play(what),
    playFile: (what: Play) => studio.play(what),
    stopMedia: ({ input }: { input?: string }) => studio.stopMedia(input),
    setText: ({ input, text }: { input: string; text: string }) => studio.texts.write(input, text),
    setVolume: ({ input, volume }: { input: string; volume: number }) =>
      studio.ask('SetInputVolume', { inputName: input, inputVolumeMul: volume / 100 }),
    mute: ({ input, isMuted = true }: { input: string; isMuted?: boolean }) =>
      studio.ask('SetInputMute', { inputName: input, inputMuted: isMuted }),
    screenshot: (wish: PictureWish, { blobs }: Host) => takePicture(wish, { apart: studio.apart, blobs }),
    startRecord: () => studio.ask('StartRecord'),
    stopRecord: () => studio.ask('StopRecord'),
    startStream: () => startStream(studio),
    stopStream: () => stopStream(studio),
    refreshOverlays: () => refreshOverlays(studio.ask),
    addOverlay: async (link: Link) => addOverlay(link, { ask: studio.ask, scene: await studio.stage.sceneNow() }),
    async overlayRemarks({ language, pages }: { language: 'en' | 'es'; pages: readonly Meant[] }) {
      if (studio.status().state !== 'ready') return { remarks: [] }
      return { remarks: remarksOn(await overlayHealth(studio.ask), { language, meant: pages }) }
    },
    clear: () => studio.clear(),
  },
  stop: () => studio.stop(),
} satisfies Plugin

function react(event: RuleEvent, _host: Host, delivery: Delivery): Promise<void> {
  return studio.onEvent(event, delivery)
}

const timed = ({ forMs, priority = 50 }: Timed) => ({ priority, ...(forMs !== undefined && { forMs }) })

function shown(verdict: Verdict): Exclude<Verdict, 'dropped'> {
  if (verdict === 'dropped') throw new Error('Too much waits for its turn in OBS already')
  return verdict
}
