import { EVENT_TYPES, type PluginManifest } from '../../schemas/types.ts'
import type { Declared } from '../sandbox/sandbox.ts'
import { subscriptionTo } from './config.ts'

/** What a manifest says that its plugin has, whatever the operator switched off. */
export function declaredOf({ subscriptions, intercepts = [], actions = {} }: PluginManifest): Declared {
  const named = new Set<string>(subscriptions.map(({ event }) => event))
  const delivered = EVENT_TYPES.filter((type) => subscriptionTo(type, subscriptions))
  return {
    // A plugin of "*" has handlers for what it likes.
    on: { called: delivered, wanted: named.has('*') ? [] : delivered },
    intercept: same(intercepts.map(({ event }) => event)),
    actions: same(Object.keys(actions)),
  }
}

const same = (names: readonly string[]) => ({ called: names, wanted: names })
