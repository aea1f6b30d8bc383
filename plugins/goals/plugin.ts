import type { Plugin } from '#sdk'
import { createDesk, type Desk, type GoalSent } from './desk.ts'
import { answer } from './routes.ts'
import { readSettings } from './settings.ts'
import { openTracker, type Tracker } from './tracker.ts'

type Named = { readonly goal?: string }

let tracker: Tracker
let desk: Desk

export default {
  async start(host) {
    tracker = await openTracker(host)
    desk = createDesk(tracker, readSettings(host.settings))
  },
  on: {
    streamStart: (event) => tracker.begin(event),
    tip: (event, host) => tracker.count(event, host),
    gift: (event, host) => tracker.count(event, host),
    subscribe: (event, host) => tracker.count(event, host),
    follow: (event, host) => tracker.count(event, host),
    share: (event, host) => tracker.count(event, host),
    like: (event, host) => tracker.count(event, host),
    custom: (event) => tracker.takeBack(event),
  },
  actions: {
    list: () => desk.list(),
    create: (goal: GoalSent) => desk.make(goal),
    set: ({ goal, current }: Named & { current: number }) => desk.set(goal, current),
    add: ({ goal, amount }: Named & { amount: number }) => desk.add(goal, amount),
    reset: ({ goal }: Named) => desk.reset(goal),
    remove: ({ goal }: Named) => desk.remove(goal),
    restore: ({ goal }: Named) => desk.restore(goal),
  },
  fetch: (request) => answer(request, desk),
  stop: () => tracker.stop(),
} satisfies Plugin
