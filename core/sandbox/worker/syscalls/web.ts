import type { Syscalls } from '../../guest/syscalls.ts'
import { createRealTime, type Time } from '../time.ts'
import { createClock } from './clock.ts'
import { random } from './random.ts'
import { createSubtle } from './subtle.ts'
import { createText } from './text.ts'
import { url } from './url.ts'

export type WebSyscalls = Pick<
  Syscalls,
  | 'now'
  | 'elapsed'
  | 'setTimer'
  | 'clearTimer'
  | 'random'
  | 'uuid'
  | 'urlParse'
  | 'urlWith'
  | 'utf8Length'
  | 'utf8Write'
  | 'decode'
  | 'encodingOf'
  | 'subtle'
  | 'subtleLength'
  | 'subtleRead'
>

type Parts = { readonly onTimer: (id: number) => void; readonly time?: Time }

/** All that the guest's web globals need of Node. `onTimer` is called when a timer ran out; `stop` ends the timers. */
export function createWebSyscalls({ onTimer, time = createRealTime() }: Parts): { readonly calls: WebSyscalls; stop(): void } {
  const clock = createClock({ time, onTimer })
  return { calls: { ...clock.calls, ...random, ...url, ...createText(), ...createSubtle() }, stop: clock.stop }
}
