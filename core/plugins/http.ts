import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { placeOf } from '../base/plugin-error.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { PluginAnswer, PluginAsked, PluginHttpDesk, PluginRoute } from '../serve/serve.ts'
import { readAnswer } from './http-answer.ts'
import type { PluginConfig, PluginStatus } from './plugin.ts'
import { bodyCheckOf } from './route-check.ts'

type Parts = {
  readonly plugins: {
    status(): readonly PluginStatus[]
    live(id: string): PluginConfig | undefined
    /** What the folder says. */
    config(id: string): PluginConfig | undefined
    translate(id: string, text: string): string
  }
  readonly fetch: Sandbox['fetch']
  readonly log: Logger
}

/** Requests of one plugin that are under way. */
const MAX_UNDER_WAY = 100
/** What is not the plugin's fault, and passes. */
const PASSING: readonly string[] = ['PLUGIN_DOWN', 'OVERLOADED']

/** What plugins answer themselves, as their manifests declare it. */
export function createPluginHttp({ plugins, fetch, log }: Parts): PluginHttpDesk {
  const underWay = new Map<string, number>()

  function enter(plugin: string): () => void {
    const count = underWay.get(plugin) ?? 0
    if (count >= MAX_UNDER_WAY) throw new HostError('OVERLOADED', `${plugin} answers ${MAX_UNDER_WAY} requests already`, { plugin })
    underWay.set(plugin, count + 1)
    return () => void underWay.set(plugin, (underWay.get(plugin) ?? 1) - 1)
  }

  async function asked(route: PluginRoute, request: PluginAsked): Promise<PluginAnswer> {
    try {
      return readAnswer(await fetch(route.plugin, JSON.stringify(request)))
    } catch (error) {
      if (error instanceof HostError && PASSING.includes(error.code)) throw error
      throw failed(route, error)
    }
  }

  /** What it threw may be a viewer's words, and is in the log below what is usually read. */
  function failed({ plugin, method, path }: PluginRoute, error: unknown): HostError {
    const what = plugins.translate(plugin, error instanceof Error ? error.message : String(error))
    log.error({ plugin, method, path, where: placeOf(what) }, 'A plugin failed to answer a request')
    log.debug({ plugin, what }, 'What the plugin said when it failed to answer')
    return new HostError('PLUGIN_FAILED', `${plugin} failed to answer ${method} ${path}; the log says where`, { plugin }, error)
  }

  return {
    routes: () => plugins.status().flatMap(({ id }) => routesOf(plugins.live(id) ?? plugins.config(id))),
    check: (route, body) => bodyCheckOf(route.declared)(body),
    async ask(route, request) {
      const status = plugins.status().find(({ id }) => id === route.plugin)
      if (!plugins.live(route.plugin)) throw new HostError('PLUGIN_DOWN', sentenceOf(route.plugin, status), { plugin: route.plugin })
      const done = enter(route.plugin)
      return asked(route, request).finally(done)
    },
  }
}

function sentenceOf(plugin: string, status: PluginStatus | undefined): string {
  return `${plugin} is ${status?.state ?? 'stopped'}${status?.detail ? ` (${status.detail})` : ''}`
}

/** Each route at each of its addresses, the shorter one last. */
function routesOf(config: PluginConfig | undefined): readonly PluginRoute[] {
  const { id, http } = config?.manifest ?? {}
  if (id === undefined || !http?.routes) return []
  const mounts = [...(http.mount === undefined ? [] : [http.mount]), `/plugins/${id}`]
  return http.routes.flatMap((declared) =>
    mounts.map((mount, index) => ({
      ...{ plugin: id, mount, declared, method: declared.method, allow: declared.allow, isMain: index === 0 },
      path: declared.path === '/' ? mount : mount + declared.path,
    })),
  )
}
