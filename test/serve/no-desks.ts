import { HostError } from '../../core/base/errors.ts'
import type {
  AnswerStore,
  ChannelDesk,
  DeadLetterDesk,
  EventDesk,
  PresetDesk,
  ReplayDesk,
  SessionDesk,
  SettingsDesk,
  WatchDesk,
} from '../../core/serve/serve.ts'

const noSession = () => new HostError('SESSION_UNKNOWN', 'There is no such session')
const noReplay = () => new HostError('REPLAY_UNKNOWN', 'There is no such replay')
const noLetter = () => new HostError('DEAD_LETTER_UNKNOWN', 'There is no such dead letter')

/** The desks of a host that nothing has happened in. */
export const NO_SESSIONS: SessionDesk = {
  list: () => [],
  show() {
    throw noSession()
  },
}

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
