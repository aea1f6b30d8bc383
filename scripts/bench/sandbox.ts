import { fileURLToPath } from 'node:url'
import { createEncoder } from '../../core/base/codec.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import { chatDraft, giftDraft, likeDraft } from './drafts.ts'
import { median } from './figures.ts'
import { KERNELS } from './sandbox-kernels.ts'
import { type Batches, CALLS, type Figures, measure } from './sandbox-measure.ts'
import { type Batch, createPlainPlace, createSandboxPlace, type Place } from './sandbox-places.ts'

const SIZES = [1, 10, 100, 1000]

type Options = { readonly rounds: number; readonly say: (line: string) => void }

/** The same plugin in a plain thread and in every isolation, in turns: start, memory, events, calls, and plain work. */
export async function runSandbox({ rounds, say }: Options) {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const { code } = await bundle({ folder, main: 'sandbox-plugin.ts' })
  const { batches, structures } = createBatches()
  const isolations = ['thread', 'process', 'deno'] as const
  const places: Place[] = [createPlainPlace(), ...isolations.map((isolation) => createSandboxPlace(isolation, structures))]
  const taken = new Map<string, Figures[]>()
  const absent = new Map<string, string>()
  for (let round = 0; round < rounds; round += 1) {
    for (const place of places.filter(({ name }) => !absent.has(name))) {
      const figures = await measure(place, { code, batches, round }).catch((problem: Error) => {
        if (place.name === 'deno' && round === 0) absent.set(place.name, problem.message)
        else throw problem
      })
      if (figures) taken.set(place.name, [...(taken.get(place.name) ?? []), figures])
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  await Promise.all(places.map(({ stop }) => stop()))
  const medians = Object.fromEntries([...taken].map(([name, all]) => [name, mediansOf(all)]))
  for (const line of tableOf(medians)) say(line)
  for (const [name, sentence] of absent) say(`${name} was left out: ${sentence}`)
  return { rounds, places: medians, absent: Object.fromEntries(absent) }
}

/** Everything that is sent, packed and as JSON. */
function createBatches() {
  const encoder = createEncoder()
  let seqNo = 0
  const pack = (drafts: readonly object[]): Batch => {
    const events = drafts.map((draft) => {
      seqNo += 1
      return { schemaVersion: '1', seqNo, sessionId: 'bench', streamId: 'bench', source: 'simulator', ...draft }
    })
    // Copies, since the encoder's slab is larger than a batch.
    return { json: JSON.stringify(events), packed: events.map((event) => encoder.encode(event).slice()) }
  }
  const chats = (count: number) => Array.from({ length: count }, (_, n) => chatDraft(n))
  // The encoder counts a while before it shares the names of fields.
  pack([...chats(20), ...Array.from({ length: 20 }, (_, n) => ({ ...likeDraft(n) }))])
  const kernels = Object.keys(KERNELS).map((name, n) => [name, pack([kernelDraft(n, name)])] as const)
  const batches: Batches = {
    chats: new Map(SIZES.map((size) => [size, pack(chats(size))])),
    asking: pack([{ ...likeDraft(0), payload: { likeCount: CALLS, totalLikeCount: 1 } }]),
    kernels: new Map(kernels),
  }
  return { batches, structures: encoder.structures }
}

function kernelDraft(n: number, name: string) {
  const draft = giftDraft(n, 0)
  return { ...draft, payload: { ...draft.payload, giftName: name } }
}

function mediansOf(all: readonly Figures[]): Figures {
  return Object.fromEntries(Object.keys(all[0] ?? {}).map((key) => [key, median(all.map((figures) => figures[key] ?? Number.NaN))]))
}

/** One line a figure, one column a place; plain work as how many times longer it takes than in a plain thread. */
function tableOf(places: Readonly<Record<string, Figures>>): readonly string[] {
  const names = Object.keys(places)
  const row = (label: string, cell: (figures: Figures) => string) =>
    label.padEnd(34) + names.map((name) => cell(places[name] ?? {}).padStart(16)).join('')
  const events = (size: number) =>
    row(`event in batches of ${size}`, (figures) => {
      const us = figures[`batch${size}Us`] ?? Number.NaN
      return `${us.toFixed(1)} us ${Math.round(1000 / us)}k/s`
    })
  return [
    '',
    row('', () => '').slice(0, 34) + names.map((name) => name.padStart(16)).join(''),
    row('start of a plugin', ({ startMs = Number.NaN }) => `${startMs.toFixed(0)} ms`),
    row('memory a second after it (PSS)', ({ startedBytes = Number.NaN }) => `${(startedBytes / 2 ** 20).toFixed(1)} MB`),
    row('memory of an idle plugin (PSS)', ({ idleBytes = Number.NaN }) => `${(idleBytes / 2 ** 20).toFixed(1)} MB`),
    ...SIZES.map(events),
    row('a call of the host (kv.get)', ({ callUs = Number.NaN }) => `${callUs.toFixed(0)} us`),
    'plain work, against a plain thread',
    ...Object.keys(KERNELS).map((name) =>
      row(`  ${name}`, (figures) => ((figures[name] ?? Number.NaN) / (places.plain?.[name] ?? Number.NaN)).toFixed(2)),
    ),
  ]
}
