import type { Permissions } from '../../schemas/types.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Role } from '../serve/serve.ts'
import { inputCheckOf } from './action-inputs.ts'
import { createActionTraffic } from './action-traffic.ts'
import type { PluginConfig, PluginStatus } from './plugin.ts'

/** Who calls an action. */
export type Caller = { readonly kind: 'operator' } | { readonly kind: 'plugin'; readonly plugin: string }

/** An action that may be called, and what it is called with. */
export type ActionView = {
  readonly id: string
  readonly description: string
  /** JSON Schema, draft 7. */
  readonly input: Readonly<Record<string, unknown>>
  /** Where the dashboard offers or asks it. */
  readonly for?: 'overlay' | 'overlay-remarks'
}

type Parts = {
  readonly plugins: {
    status(): readonly PluginStatus[]
    live(id: string): PluginConfig | undefined
    /** What the folder says. */
    config(id: string): PluginConfig | undefined
    grants(id: string): Permissions
    translate(id: string, text: string): string
    settled(id: string): Promise<void>
  }
  /** Whether a browser that asks this host, such as 127.0.0.1:3000, asks this Showrunner. */
  readonly isOwnHost: (host: string) => boolean
  readonly act: Sandbox['act']
  /** Hears what a plugin said when one of its actions failed, with the lines of its author. */
  readonly onFailed?: (plugin: string, action: string, error: string) => void
  readonly clock?: Clock
}

/** A plugin that starts is waited for so long; less than a handler may take, or waiting would end the plugin that waits. */
const START_MS = 4000

/** What plugins do for others: `<plugin>.<action>`, with an input that its manifest describes. */
export function createActions({ plugins, isOwnHost, act, onFailed = () => {}, clock = systemClock }: Parts) {
  const traffic = createActionTraffic()

  function list(): readonly ActionView[] {
    return plugins.status().flatMap(({ id: plugin }) =>
      Object.entries(plugins.live(plugin)?.manifest.actions ?? {}).map(([name, { description = '', input = {}, for: place }]) => ({
        id: `${plugin}.${name}`,
        description,
        input,
        ...(place && { for: place }),
      })),
    )
  }

  function actionNamed(id: string, caller: Caller) {
    const [plugin = '', name = ''] = id.split('.', 2)
    const actions = plugins.live(plugin)?.manifest.actions ?? {}
    const action = Object.hasOwn(actions, name) && `${plugin}.${name}` === id ? actions[name] : undefined
    if (action) return { plugin, name, action }
    const known = plugins.status().find((candidate) => candidate.id === plugin)
    if (known && !plugins.live(plugin)) throw isItself(caller, plugin) ? tooEarly(id, plugin) : notRunning(id, known)
    const meant = nearest(
      id,
      list().map((offered) => offered.id),
    )
    throw new HostError('ACTION_UNKNOWN', `There is no action "${id.slice(0, 100)}"${meant ? `; did you mean ${meant}?` : ''}`)
  }

  /** What is asked of a plugin that is about to run waits for it. Who starts itself is not kept waiting: two might wait for each other. */
  async function comingUp(plugin: string, caller: Caller): Promise<void> {
    if (caller.kind === 'plugin' && !plugins.live(caller.plugin)) return
    let cancel = () => {}
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(START_MS, resolve)
    })
    await Promise.race([plugins.settled(plugin), late])
    cancel()
  }

  function checkCaller(id: string, plugin: string, caller: Caller): void {
    if (caller.kind === 'operator' || isItself(caller, plugin)) return
    if (plugins.grants(caller.plugin).actions?.includes(id)) return
    throw new HostError('ACTION_DENIED', `${caller.plugin} was not granted to call ${id}`, { plugin: caller.plugin })
  }

  /** Whether a key of this role calls it. A plugin that is down for a moment refuses no game that it would take. */
  function isFor(id: string, role: Role): boolean {
    if (role === 'admin') return true
    const roles = rolesOf(id)
    return role === 'moderator' ? !roles.includes('admin') : roles.includes(role)
  }

  function rolesOf(id: string): readonly Role[] {
    const [plugin = '', name = ''] = id.split('.', 2)
    if (`${plugin}.${name}` !== id || !plugins.status().some((known) => known.id === plugin)) return []
    const actions = (plugins.live(plugin) ?? plugins.config(plugin))?.manifest.actions ?? {}
    return (Object.hasOwn(actions, name) && actions[name]?.roles) || []
  }

  /** Its plugin puts what it is given before the viewers. */
  function checkLink(id: string, url: unknown): void {
    if (url === undefined || isOwnLink(url)) return
    throw new HostError('ACTION_INPUT_INVALID', `Input of ${id}: "url" is no link of this host; copy one from the dashboard`, {
      path: '/url',
    })
  }

  function isOwnLink(url: unknown): boolean {
    if (typeof url !== 'string' || !URL.canParse(url)) return false
    const { protocol, host } = new URL(url)
    return /^https?:$/.test(protocol) && isOwnHost(host)
  }

  function checkedCall(id: string, input: unknown, caller: Caller) {
    const { plugin, name, action } = actionNamed(id, caller)
    const verdict = inputCheckOf(action)(input ?? {})
    if (!verdict.ok) throw new HostError('ACTION_INPUT_INVALID', `Input of ${id}: ${verdict.message}`, { path: verdict.pointer })
    if (action.for === 'overlay') checkLink(id, Object(verdict.value).url)
    return { plugin, name, checked: verdict.value }
  }

  /** Whether one of the secrets that the operator wrote for the plugin is in what its action answered. */
  function tellsSecret(id: string, answer: unknown): boolean {
    const [plugin = ''] = id.split('.', 1)
    const { form, settings = {} } = plugins.live(plugin) ?? {}
    const texts = (form?.secrets ?? []).map((name) => settings[name]).filter((value) => typeof value === 'string' && value !== '')
    return texts.some((text) => JSON.stringify(answer).includes(JSON.stringify(text).slice(1, -1)))
  }

  return {
    list,
    isFor,
    /** Calls nothing, and rejects as a call would now: ACTION_UNKNOWN, ACTION_DENIED, ACTION_INPUT_INVALID, or ACTION_FAILED where its plugin does not run. */
    async check(id: string, input: unknown, caller: Caller): Promise<void> {
      checkCaller(id, id.split('.', 1)[0] ?? '', caller)
      checkedCall(id, input, caller)
    },
    tellsSecret,
    /**
     * Answers what the action answers, which is JSON. Rejects with ACTION_UNKNOWN, ACTION_DENIED, ACTION_INPUT_INVALID with `detail.path`, or ACTION_FAILED:
     * its plugin does not run and will not within a few seconds, has as much to do as it may, or failed, or actions called each other more than 8 deep.
     */
    async call(id: string, input: unknown, caller: Caller): Promise<unknown> {
      const [asked = ''] = id.split('.', 1)
      // Denied before it is looked up, so that a plugin does not learn what else there is.
      checkCaller(id, asked, caller)
      if (!plugins.live(asked)) await comingUp(asked, caller)
      const { plugin, name, checked } = checkedCall(id, input, caller)
      const done = traffic.enter(plugin, caller.kind === 'plugin' ? caller.plugin : undefined, id)
      try {
        return JSON.parse(await act(plugin, name, JSON.stringify(checked)))
      } catch (error) {
        const text = plugins.translate(plugin, error instanceof Error ? error.message : String(error))
        if (error instanceof HostError && error.detail.isSaid) onFailed(plugin, id, text)
        throw failed(id, text, error)
      } finally {
        done()
      }
    },
  }
}

export type Actions = ReturnType<typeof createActions>

const isItself = (caller: Caller, plugin: string) => caller.kind === 'plugin' && caller.plugin === plugin

/** Why a plugin cannot call an action of its own yet. */
export function tooEarly(id: string, plugin: string): HostError {
  const why = `${plugin} is still starting; in \`start\`, call the function itself`
  return new HostError('ACTION_FAILED', `${id} cannot be called: ${why}`, { plugin })
}

function notRunning(id: string, { id: plugin, state, detail }: PluginStatus): HostError {
  return new HostError('ACTION_FAILED', `${id} cannot be called: ${plugin} is ${state}${detail ? ` (${detail})` : ''}`, { plugin })
}

/** What the errors of #sdk/failures are called: a sentence under one of these was written for whoever asks, to whom the name says nothing. */
const MEANT = /^([\w-]+\.\w+: )(?:PermanentError|RetryError|AuthError): /

/** The first line of what the plugin threw. */
function failed(id: string, text: string, error: unknown): HostError {
  const [line = ''] = text.split('\n')
  const sentence = line.replace(MEANT, '$1')
  return new HostError('ACTION_FAILED', sentence.includes(id) ? sentence : `${id} failed: ${sentence}`, {}, error)
}
