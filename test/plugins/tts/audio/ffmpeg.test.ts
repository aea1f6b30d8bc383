import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join as pathOf } from 'node:path'
import { test } from 'node:test'
import { argumentsFor, joinWithFfmpeg } from '../../../../plugins/tts/audio/ffmpeg.ts'
import { join } from '../../../../plugins/tts/audio/join.ts'
import { level } from '../../../../plugins/tts/audio/level.ts'
import { loudness } from '../../../../plugins/tts/audio/loudness.ts'
import { durationMs } from '../../../../plugins/tts/audio/pcm.ts'
import { truePeak } from '../../../../plugins/tts/audio/true-peak.ts'
import { readWav } from '../../../../plugins/tts/audio/wav-read.ts'
import { writeWav } from '../../../../plugins/tts/audio/wav-write.ts'
import { createFolder } from '../../../support/folder.ts'
import { filesIn } from '../cache/node-files.ts'
import { rms, speechLike, tone } from './tone.ts'

const FOLDER = 'audio_cache/temp'
const live = () => new AbortController().signal
const isHere = spawnSync('ffmpeg', ['-version']).status === 0

/** Does what FFmpeg would with the arguments that we give it, and refuses any others. */
function standIn(root: string) {
  return async (args: readonly string[]) => {
    const paths = args.flatMap((arg, n) => (args[n - 1] === '-i' ? [arg] : []))
    const gapMs = Number(/apad=pad_dur=([\d.]+)/.exec(args.join(' '))?.[1]) * 1000
    const sounds = paths.map((path) => readWav(readFileSync(pathOf(root, path)), { isWhole: true }))
    assert.deepEqual(args, argumentsFor(paths, { gapMs, rate: sounds[0]?.rate ?? 0 }))
    return writeWav(join(sounds, { gapMs }))
  }
}

/** FFmpeg itself, in the plugin's folder. */
function real(root: string) {
  return (args: readonly string[]) =>
    new Promise<Uint8Array>((resolve, reject) => {
      execFile('ffmpeg', args, { cwd: root, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
        error ? reject(error) : resolve(out),
      )
    })
}

const PROGRAMS = [['a stand-in', standIn] as const, ...(isHere ? [['FFmpeg itself', real] as const] : [])]

for (const [name, program] of PROGRAMS)
  test(`S0-119: parts are concatenated by ${name} as they are without it, and nothing is left behind`, async () => {
    const root = createFolder()
    mkdirSync(pathOf(root, FOLDER), { recursive: true })
    const joined = joinWithFfmpeg({ files: filesIn(root), folder: FOLDER, run: program(root) })
    const pieces = [speechLike({ ms: 700, seed: 3 }), speechLike({ ms: 400, seed: 5 }), tone({ ms: 300 })]
    const [theirs, ours] = [await joined(pieces, { gapMs: 60, signal: live() }), join(pieces, { gapMs: 60 })]
    assert.equal(theirs.rate, 22_050)
    assert.ok(Math.abs(durationMs(theirs) - durationMs(ours)) < 2, `${durationMs(theirs)}, ${durationMs(ours)}`)
    const apart = ours.samples.map((sample, n) => sample - (theirs.samples[n] ?? 0))
    assert.ok(rms({ samples: apart, rate: 22_050 }) < 0.001, String(rms({ samples: apart, rate: 22_050 })))
    assert.deepEqual(readdirSync(pathOf(root, FOLDER)), [])
  })

test('S0-121: when FFmpeg fails nothing is left behind either', async () => {
  const root = createFolder()
  mkdirSync(pathOf(root, FOLDER), { recursive: true })
  const run = async (args: readonly string[]) => {
    assert.ok(args.some((arg) => arg.endsWith('.wav') && existsSync(pathOf(root, arg))))
    throw new Error('failed')
  }
  const joined = joinWithFfmpeg({ files: filesIn(root), folder: FOLDER, run })
  await assert.rejects(joined([tone(), tone()], { gapMs: 60, signal: live() }), /failed/)
  assert.deepEqual(readdirSync(pathOf(root, FOLDER)), [])
})

test('T54: nothing that a viewer wrote is among a program’s arguments', () => {
  const args = argumentsFor(['audio_cache/temp/1-0.wav', 'audio_cache/temp/1-1.wav'], { gapMs: 60, rate: 22_050 })
  for (const arg of args) assert.match(arg, /^[\w./:;=[\]-]+$/)
  assert.ok(args.includes('[0:a]apad=pad_dur=0.06[p0];[1:a]anull[p1];[p0][p1]concat=n=2:v=0:a=1[out]'))
})

// Where FFmpeg is on the PATH its meter reads the same; loudness.test.ts proves the meter by the standard's own tones everywhere.
test('the loudness and the peak that we reach are those that FFmpeg’s meter reads, or else our own, proved by the standard’s tones', async () => {
  for (const sound of [level(speechLike({ ms: 3000 })), level(speechLike({ ms: 1500, peak: 0.9, seed: 9 })), tone({ ms: 3000 })]) {
    const read = isHere ? await metered(writeWav(sound)) : { lufs: loudness(sound), peakDb: truePeak(sound.samples) }
    assert.ok(Math.abs(read.lufs - loudness(sound)) < 0.3, `${read.lufs}, ${loudness(sound)}`)
    assert.ok(Math.abs(read.peakDb - truePeak(sound.samples)) < 0.3, `${read.peakDb}, ${truePeak(sound.samples)}`)
  }
})

function metered(wav: Uint8Array) {
  return new Promise<{ lufs: number; peakDb: number }>((resolve, reject) => {
    const args = ['-hide_banner', '-nostats', '-i', 'pipe:0', '-af', 'ebur128=peak=true', '-f', 'null', '-']
    const child = execFile('ffmpeg', args, (error, _, told) => {
      const last = told.slice(told.lastIndexOf('Summary'))
      if (error) reject(error)
      else resolve({ lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(last)?.[1]), peakDb: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(last)?.[1]) })
    })
    child.stdin?.end(wav)
  })
}
