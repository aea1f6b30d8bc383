import { logGrowth } from './growth-log.ts'
import { pluginGrowth } from './growth-plugins.ts'
import { socketGrowth } from './growth-sockets.ts'
import type { Part } from './part.ts'

const PARTS = { plugins: pluginGrowth, log: logGrowth, sockets: socketGrowth }

type Figures = { readonly [Name in keyof typeof PARTS]: ReturnType<Awaited<ReturnType<(typeof PARTS)[Name]['open']>>['figures']> }

/** What becomes of the figures when there is more of everything. */
export const growth: Part<Figures> = {
  about: 'more plugins, a longer log, more sockets',
  async open(options) {
    const plugins = await pluginGrowth.open(options)
    const log = await logGrowth.open(options)
    const sockets = await socketGrowth.open(options)
    return {
      async round() {
        for (const part of [plugins, log, sockets]) await part.round()
      },
      figures: () => ({ plugins: plugins.figures(), log: log.figures(), sockets: sockets.figures() }),
    }
  },
  tables: ({ plugins, log, sockets }) => [...pluginGrowth.tables(plugins), ...logGrowth.tables(log), ...socketGrowth.tables(sockets)],
}
