import type { Bar, Panel } from './bars.ts'
import { type Latency, ms, whole } from './figures.ts'
import type { PARTS } from './parts/parts.ts'

type FiguresOf<Name extends keyof typeof PARTS> = Parameters<(typeof PARTS)[Name]['tables']>[0]

/** What the picture shows of each part that was measured. */
export type PicturedFigures = { readonly [Name in 'peers' | 'spine' | 'latency' | 'growth']?: FiguresOf<Name> }

export function panelsOf({ peers, spine, latency, growth }: PicturedFigures): readonly Panel[] {
  return [
    ...(peers ? ofPeers(peers) : []),
    ...(spine ? [ofSpine(spine)] : []),
    ...(latency ? [ofGifts(latency)] : []),
    ...(growth ? [ofGrowth(growth)] : []),
  ]
}

function ofPeers({ ours, peers, backlog }: FiguresOf<'peers'>): readonly Panel[] {
  const marked = ({ name, powerCut }: { name: string; powerCut: string }) => (powerCut === 'nothing' ? name : `${name} *`)
  const theirs = peers.map((row) => ({ ...row, name: marked(row), isOurs: false }))
  const all = [...ours.map((row) => ({ ...row, isOurs: true })), ...theirs]
  const deliveries = all.map(({ name, deliveries: { median }, isOurs }) => ({ label: name, value: median, text: whole(median), isOurs }))
  const urgent = all.flatMap(({ name, urgent, isOurs }) => (urgent ? [latencyBar(name, urgent, isOurs)] : []))
  return [
    {
      title: 'Deliveries a second',
      note: 'Handed in, handled and acknowledged; six priorities; * a power cut takes the newest',
      bars: descending(deliveries),
    },
    {
      title: 'An urgent job in a full queue, ms',
      note: `Behind ${whole(backlog)} others; p50, paler p99`,
      bars: descending(urgent).reverse(),
    },
  ]
}

function ofSpine({ rows }: FiguresOf<'spine'>): Panel {
  const bars = rows.flatMap(({ plugins, limit, spine }) => [
    { label: `limit, ${counted(plugins)}`, value: limit.median, text: whole(limit.median), isOurs: false },
    { label: `Showrunner, ${counted(plugins)}`, value: spine.median, text: whole(spine.median), isOurs: true },
  ])
  return { title: 'Events a second, beside the limit', note: 'The limit: the same threads and their sandbox, fed from memory', bars }
}

function ofGifts(rows: FiguresOf<'latency'>): Panel {
  const bars = rows.flatMap(({ flood, handler, socket }) => [
    latencyBar(flood, handler, true),
    latencyBar('… to the overlay', socket, true),
  ])
  return { title: 'A gift in a flood, ms', note: 'To the handler, and on to the socket of an overlay; p50, paler p99', bars }
}

function ofGrowth({ plugins }: FiguresOf<'growth'>): Panel {
  const bars = plugins.map(({ plugins, deliveries: { median } }) => ({
    label: counted(plugins),
    value: median,
    text: whole(median),
    isOurs: true,
  }))
  return { title: 'Deliveries a second, by plugins', note: 'Each of which takes every event', bars }
}

function latencyBar(label: string, { p50, p99 }: Latency, isOurs: boolean): Bar {
  return { label, value: p50, worse: p99, text: `${ms(p50)} / ${ms(p99)}`, isOurs }
}

const counted = (plugins: number) => (plugins === 1 ? '1 plugin' : `${plugins} plugins`)
const descending = (bars: readonly Bar[]) => [...bars].sort((a, b) => b.value - a.value)
