import { HostError } from '../../core/base/errors.ts'
import type {
  AnalyticsDesk,
  AnswerStore,
  CardDesk,
  ChannelDesk,
  DeadLetterDesk,
  EventDesk,
  PresetDesk,
  ReplayDesk,
  ScenarioDesk,
  ServeParts,
  SessionDesk,
  SettingsDesk,
  TipDesk,
  WatchDesk,
} from '../../core/serve/serve.ts'

const noSession = () => new HostError('SESSION_UNKNOWN', 'There is no such session')
const noReplay = () => new HostError('REPLAY_UNKNOWN', 'There is no such replay')
const noLetter = () => new HostError('DEAD_LETTER_UNKNOWN', 'There is no such dead letter')

/** The desks of a host that nothing has happened in. */
const noSessionHere = () => {
  throw noSession()
}

const NO_SESSIONS: SessionDesk = {
  row: noSessionHere,
  get: noSessionHere,
  page: () => ({ sessions: [], total: 0 }),
  show: noSessionHere,
  active: () => ({ session: null, sessions: [] }),
  start: () => Promise.reject(noSession()),
  change: noSessionHere,
  end: () => Promise.reject(noSession()),
  viewers: () => Promise.reject(noSession()),
  timeline: noSessionHere,
  notes: noSessionHere,
  addNote: noSessionHere,
  dropNote: noSessionHere,
}

const NO_TIPS: TipDesk = { send: () => Promise.reject(noSession()), page: () => ({ tips: [] }), reverse: () => Promise.reject(noSession()) }

const NO_ANALYTICS: AnalyticsDesk = {
  summary: () => ({
    ...{ sessions: 0, durationMs: 0, coins: 0, gifts: 0, likes: 0, tipsCents: {}, tipCount: 0, peakViewers: 0, events: {} },
    ...{ perHour: { coins: 0, tipsCents: {} }, days: [] },
  }),
  activity: () => ({ minutes: [] }),
  topGifters: () => ({ gifters: [] }),
  topTippers: () => ({ tippers: [] }),
  funnel: () => ({ steps: [] }),
  compare: () => ({ sessions: [], best: {} }),
  export: () => [],
}

const noViewer = () => {
  throw new HostError('VIEWER_UNKNOWN', 'No such viewer is known')
}

const NO_CARDS: CardDesk = { card: noViewer, find: () => ({ viewers: [] }), addNote: noViewer, dropNote: noViewer }

/** Sessions and money of a host that had none. */
export const NO_LIVES = { sessions: NO_SESSIONS, tips: NO_TIPS, analytics: NO_ANALYTICS, cards: NO_CARDS }

export const NO_REPLAYS: ReplayDesk = {
  plan: () => Promise.reject(noSession()),
  start() {
    throw noSession()
  },
  list: () => [],
  stop: () => Promise.reject(noReplay()),
}

export const NO_DEAD_LETTERS: DeadLetterDesk = {
  list: () => ({ letters: [], total: 0 }),
  show() {
    throw noLetter()
  },
  replay: async ({ ids }) => {
    if (ids) throw noLetter()
    return { replayed: 0, kept: {} }
  },
  drop: () => ({ dropped: 0 }),
}

export const NO_EVENTS: EventDesk = {
  page: () => ({ events: [], looked: 0 }),
  show() {
    throw new HostError('EVENT_UNKNOWN', 'There is no such event')
  },
}

export const NO_SETTINGS: SettingsDesk = {
  show: () => ({ schemaVersion: '1' }),
  change: async () => ({ schemaVersion: '1' }),
}

/** Answers that are kept in memory. */
export function createAnswers(kept = new Map<string, unknown>()): AnswerStore {
  return {
    get: (name) => kept.get(name),
    set: (name, value) => void kept.set(name, structuredClone(value)),
    delete: (name) => void kept.delete(name),
    names: () => [...kept.keys()].sort(),
    flush: async () => {},
  }
}

export const NO_WATCH: WatchDesk = {
  metrics: async () => '',
  health: () => ({ status: 'ok', parts: [] }),
  log: () => [],
  diagnostics: async () => Buffer.alloc(0),
}

export const NO_PRESETS: PresetDesk = {
  apply: (name) => Promise.reject(new HostError('PRESET_UNKNOWN', `There is no preset "${name}"`)),
}

export const NO_CHANNELS: ChannelDesk = {
  session: () => undefined,
  addTip: () => Promise.reject(noSession()),
  updateViewers: () => Promise.reject(noSession()),
  chat: () => Promise.reject(noSession()),
}

export const NO_SCENARIOS: ScenarioDesk = {
  list: () => ({ scenarios: [] }),
  start() {
    throw new HostError('SCENARIO_UNKNOWN', 'There is no such scenario')
  },
  stop: () => Promise.reject(new HostError('SCENARIO_UNKNOWN', 'No scenario plays')),
}

export const NO_BLOBS: ServeParts['blobs'] = { find: async () => undefined }
