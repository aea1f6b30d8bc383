import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Rehearsed } from '../../core/rehearsal/rehearse.ts'
import { createEnding } from '../support/ending.ts'
import { createFolder } from '../support/folder.ts'
import { noise } from './noise.ts'
import { startPlugin } from './plugin-in-sandbox.ts'
import { type RealObs, startObs } from './real-obs.ts'
import { tone } from './wave.ts'

let obs: RealObs
let plugin: Rehearsed
const ending = createEnding()
const folder = createFolder()

before(async () => {
  obs = await startObs(ending)
  for (const sceneName of ['Game', 'Party', 'Talk']) await obs.hand.call('CreateScene', { sceneName })
  await obs.hand.call('SetCurrentProgramScene', { sceneName: 'Game' })
  await obs.hand.call('CreateInput', { sceneName: 'Game', inputName: 'Box', inputKind: 'color_source_v3' })
  await obs.hand.call('CreateInput', { sceneName: 'Game', inputName: 'Words', inputKind: 'text_ft2_source_v2' })
  await obs.hand.call('CreateSourceFilter', { sourceName: 'Box', filterName: 'Red', filterKind: 'color_filter_v2' })
  plugin = await startPlugin(ending, obs)
  await plugin.act('connect')
})
after(() => ending.end())

const onAir = async () => (await obs.hand.call('GetCurrentProgramScene')).currentProgramSceneName
/** The next thing OBS tells of this kind that fits. */
function told(
  event: 'CurrentProgramSceneChanged' | 'SceneItemEnableStateChanged' | 'SourceFilterEnableStateChanged',
  fits: (data: Record<string, unknown>) => boolean,
) {
  return new Promise<void>((resolve) => {
    const listen = (data: object) => {
      if (!fits({ ...data })) return
      obs.hand.off(event, listen)
      resolve()
    }
    obs.hand.on(event, listen)
  })
}
const isScene = (name: string) => (data: Record<string, unknown>) => data.sceneName === name

test('status says that OBS is there, which one, and the scene on air', async () => {
  const { answer } = await plugin.act('status')
  const { obsVersion } = await obs.hand.call('GetVersion')
  assert.deepEqual(answer, { state: 'ready', obsVersion, scene: 'Game' })
})

test('a scene is put on air for a time, and the one before comes back', async () => {
  const back = told('CurrentProgramSceneChanged', isScene('Game'))
  const { answer } = await plugin.act('setScene', { scene: 'Party', forMs: 800 })
  assert.deepEqual([answer, await onAir()], [{ scene: 'Party', when: 'now' }, 'Party'])
  await back
  assert.equal(await onAir(), 'Game')
})

test('the streamer who switches meanwhile wins: nothing comes back over it', async () => {
  await plugin.act('setScene', { scene: 'Party', forMs: 400 })
  const seen = told('CurrentProgramSceneChanged', isScene('Talk'))
  await obs.hand.call('SetCurrentProgramScene', { sceneName: 'Talk' })
  await seen
  // Longer than it would have been held, by OBS's own clock.
  await obs.hand.callBatch([{ requestType: 'Sleep', requestData: { sleepMillis: 700 } }])
  assert.equal(await onAir(), 'Talk')
  await obs.hand.call('SetCurrentProgramScene', { sceneName: 'Game' })
})

test('a scene that OBS does not have is one sentence, and the scene stays', async () => {
  const { error } = await plugin.act('setScene', { scene: 'Nowhere' })
  assert.match(String(error), /^obs\.setScene: OBS says: No source was found by the name of `Nowhere`\./)
  assert.equal(await onAir(), 'Game')
})

test('two hundred switches at once become a few, and the last counts', async () => {
  let switches = 0
  const count = () => void switches++
  obs.hand.on('CurrentProgramSceneChanged', count)
  const scenes = Array.from({ length: 200 }, (_, turn) => ['Party', 'Talk'][turn % 2] ?? '')
  const outcomes = await Promise.all(scenes.map((scene) => plugin.act('setScene', { scene })))
  obs.hand.off('CurrentProgramSceneChanged', count)
  const sent = outcomes.flatMap(({ called }) => called.filter(({ method }) => method === 'ws.send'))
  assert.deepEqual([outcomes.filter(({ error }) => error).length, await onAir()], [0, 'Talk'])
  assert.ok(sent.length < 250, `${sent.length} requests`)
  assert.ok(switches < 20, `${switches} switches`)
  await plugin.act('setScene', { scene: 'Game' })
})

test('a source is hidden for a time and shown again; one that is not there is told', async () => {
  const { sceneItemId } = await obs.hand.call('GetSceneItemId', { sceneName: 'Game', sourceName: 'Box' })
  const isShown = async () => (await obs.hand.call('GetSceneItemEnabled', { sceneName: 'Game', sceneItemId })).sceneItemEnabled
  const back = told('SceneItemEnableStateChanged', ({ sceneItemEnabled }) => sceneItemEnabled === true)
  await plugin.act('hideSource', { source: 'Box', forMs: 300 })
  assert.equal(await isShown(), false)
  await back
  assert.equal(await isShown(), true)
  assert.match(String((await plugin.act('showSource', { source: 'Ghost' })).error), /there is no source "Ghost" in the scene "Game"/)
})

test('a filter is switched off and on, and for a time', async () => {
  const isOn = async () => (await obs.hand.call('GetSourceFilter', { sourceName: 'Box', filterName: 'Red' })).filterEnabled
  await plugin.act('setFilter', { source: 'Box', filter: 'Red', isOn: false })
  assert.equal(await isOn(), false)
  const back = told('SourceFilterEnableStateChanged', ({ filterEnabled }) => filterEnabled === false)
  await plugin.act('setFilter', { source: 'Box', filter: 'Red', isOn: true, forMs: 300 })
  assert.equal(await isOn(), true)
  await back
  assert.equal(await isOn(), false)
})

test('T53: what a viewer wrote is the text of a text source and nothing else, whatever it looks like', async () => {
  const text = '"}, <b>\\u0000 {name} $1 🎉 \u202eمرحبا\nline'
  await plugin.act('setText', { input: 'Words', text: `${text}\u0007` })
  assert.equal((await obs.hand.call('GetInputSettings', { inputName: 'Words' })).inputSettings.text, text)
  assert.match(String((await plugin.act('setText', { input: 'Box', text })).error), /"Box" is no text source in OBS/)
})

test('a file is played through a source of the plugin, and its end is told once it has ended', async () => {
  const file = join(folder, 'tone.wav')
  await writeFile(file, tone(0.5))
  const { answer } = await plugin.act('playFile', { file, volume: 25 })
  const { durationMs, ...rest } = Object(answer)
  assert.deepEqual([rest, typeof durationMs], [{ input: 'Showrunner media', hasEnded: true }, 'number'])
  const { inputVolumeMul } = await obs.hand.call('GetInputVolume', { inputName: 'Showrunner media' })
  assert.equal(Math.round(inputVolumeMul * 100), 25)
})

test('files are played one after the other', async () => {
  const file = join(folder, 'short.wav')
  await writeFile(file, tone(0.3))
  const order: string[] = []
  const listen = (what: string) => () => void order.push(what)
  const [started, ended] = [listen('started'), listen('ended')]
  obs.hand.on('MediaInputPlaybackStarted', started).on('MediaInputPlaybackEnded', ended)
  const both = await Promise.all([plugin.act('playFile', { file }), plugin.act('playFile', { file })])
  obs.hand.off('MediaInputPlaybackStarted', started).off('MediaInputPlaybackEnded', ended)
  assert.deepEqual(
    both.map(({ answer }) => Object(answer).hasEnded),
    [true, true],
  )
  assert.equal(order.join(' ').replaceAll(/(started ?)+/g, 'started '), 'started ended started ended')
})

test('a file that is missing or no media is an error, though OBS tells of an end', async () => {
  await writeFile(join(folder, 'text.wav'), 'this is no sound')
  for (const name of ['missing.wav', 'text.wav'])
    assert.match(
      String((await plugin.act('playFile', { file: join(folder, name) })).error),
      /OBS cannot play it on "Showrunner media"/,
      name,
    )
})

test('T54: a file is the whole path of one: addresses and protocols of FFmpeg are refused before OBS sees them', async () => {
  const refused = [
    'horn.mp3',
    'http://example.com/a.mp3',
    'concat:/etc/passwd|/etc/hosts',
    'file:///etc/passwd',
    '//host/share/a.mp3',
    '\\\\host\\share\\a.mp3',
    '/a\n.mp3',
  ]
  for (const file of refused) {
    const { error, called } = await plugin.act('playFile', { file })
    assert.match(String(error), /A file is named by its whole path/, file)
    assert.deepEqual(
      called.filter(({ method }) => method === 'ws.send'),
      [],
      file,
    )
  }
})

test('the source of files follows the scene on air, since elsewhere nobody hears it', async () => {
  const file = join(folder, 'follow.wav')
  await writeFile(file, tone(0.2))
  await plugin.act('setScene', { scene: 'Talk' })
  assert.equal(Object((await plugin.act('playFile', { file })).answer).hasEnded, true)
  assert.ok((await obs.hand.call('GetSceneItemId', { sceneName: 'Talk', sourceName: 'Showrunner media' })).sceneItemId > 0)
  await plugin.act('setScene', { scene: 'Game' })
})

test('a picture is a PNG of the width that was asked for, in the shape of what OBS shows', async () => {
  const { answer } = await plugin.act('screenshot', { width: 320 })
  const { url, ...rest } = Object(answer)
  assert.deepEqual(rest, { type: 'image/png', width: 320, height: 180 })
  assert.match(url, /^\/blobs\//)
})

test('a picture that is too large as a PNG is a JPEG, and the line is not cut for it', async () => {
  const file = join(folder, 'noise.bmp')
  await writeFile(file, noise(1280, 720))
  await obs.hand.call('CreateInput', { sceneName: 'Game', inputName: 'Noise', inputKind: 'image_source', inputSettings: { file } })
  const { answer, published } = await plugin.act('screenshot', { source: 'Noise', width: 480 })
  const { type, width, height } = Object(answer)
  assert.deepEqual([type, width, height], ['image/jpeg', 480, 270])
  assert.doesNotMatch(JSON.stringify(published), /connecting|waiting/)
  const { error } = await plugin.act('screenshot', { source: 'Noise', width: 1920 })
  assert.match(String(error), /The picture is too large; ask for a smaller width than 1920/)
})

test('an input is muted and let be heard again', async () => {
  const isMuted = async () => (await obs.hand.call('GetInputMute', { inputName: 'Showrunner media' })).inputMuted
  await plugin.act('mute', { input: 'Showrunner media' })
  assert.equal(await isMuted(), true)
  await plugin.act('mute', { input: 'Showrunner media', isMuted: false })
  await plugin.act('setVolume', { input: 'Showrunner media', volume: 50 })
  assert.deepEqual(
    [await isMuted(), Math.round((await obs.hand.call('GetInputVolume', { inputName: 'Showrunner media' })).inputVolumeMul * 100)],
    [false, 50],
  )
})

test('what is shown for a time is ended by clear, and what was there before is back', async () => {
  await plugin.act('setScene', { scene: 'Party', forMs: 60_000 })
  assert.equal(await onAir(), 'Party')
  await plugin.act('clear')
  assert.equal(await onAir(), 'Game')
})

test('a recording is begun and ended, once', async () => {
  await plugin.act('startRecord')
  while (!(await obs.hand.call('GetRecordStatus')).outputActive);
  assert.match(String((await plugin.act('startRecord')).error), /OBS does that already/)
  assert.match(Object((await plugin.act('stopRecord')).answer).outputPath, /\.(mkv|mp4)$/)
  while ((await obs.hand.call('GetRecordStatus')).outputActive);
  assert.match(String((await plugin.act('stopRecord')).error), /OBS does not do that now/)
})

test('going live is refused unless the operator allows it', async () => {
  assert.match(String((await plugin.act('startStream')).error), /switch it on with the setting "allowStreaming"/)
  assert.equal((await obs.hand.call('GetStreamStatus')).outputActive, false)
})

test('an OBS without browser sources is told in one sentence, without the key of the link', async () => {
  const { error, logged } = await plugin.act('addOverlay', {
    title: 'Alerts',
    url: 'http://127.0.0.1:3000/overlay/alerts/alerts#key=not-for-logs',
    width: 1920,
    height: 1080,
  })
  assert.match(String(error), /This OBS has no browser source/)
  assert.doesNotMatch(JSON.stringify([error, logged]), /not-for-logs/)
})
