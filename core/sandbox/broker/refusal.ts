import { PowerError } from './power.ts'

/** The powers that are granted by lists. */
export type Granted = 'net' | 'listen' | 'read' | 'write' | 'env' | 'run' | 'actions' | 'events' | 'emit'

/** A power that was not granted. The broker counts it for the operator under `what`. */
export class Refusal extends PowerError {
  readonly power: Granted
  readonly what: string

  constructor(power: Granted, what: string, message: string) {
    super('NotCapable', message)
    this.power = power
    this.what = what
  }
}

/** In Deno's words, and then what to do about it. `counted` is what the operator reads, when that is not what the plugin said. */
export function notGranted(plugin: string, power: Granted, what: string, counted = what): Refusal {
  const advice = `add it to "permissions" in plugin.manifest.json, and approve it with: npm run showrunner -- plugins approve ${plugin}`
  return new Refusal(power, counted, `Requires ${power} access to ${JSON.stringify(what)}; ${advice}`)
}

/** For what no grant covers, with the reason as half a sentence. */
export function neverGranted(power: Granted, what: string, reason: string, counted = what): Refusal {
  return new Refusal(power, counted, `Requires ${power} access to ${JSON.stringify(what)}, which no grant gives: ${reason}`)
}
