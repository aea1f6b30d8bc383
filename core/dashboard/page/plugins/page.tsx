import type { PluginList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import type { Page, PageProps } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { PluginDetail } from './plugin-detail.tsx'
import { PluginLinks } from './plugin-links.tsx'
import './plugins.css'
import * as words from './words.ts'

const EVERY_MS = 3000

/** The plugins on the left, one of them on the right; `#/plugins/alerts/settings`. On a phone one or the other. */
function PluginsPage({ rest: [chosen, tab] }: PageProps) {
  const { client } = useShell()
  const said = useWords(words)
  const list = useLoad(() => client.get<PluginList>('/api/plugins'), { everyMs: EVERY_MS })
  const plugins = list.value?.plugins ?? []
  const plugin = plugins.find(({ id }) => id === chosen)
  if (list.problem && !list.value) return <p role="alert">{list.problem}</p>
  if (list.value && plugins.length === 0) return <Empty>{`${said.none}. ${said.noneAdvice}`}</Empty>
  return (
    <div class="plugins-page" data-chosen={plugin !== undefined}>
      <PluginLinks plugins={plugins} chosen={chosen} />
      {plugin ? (
        <PluginDetail key={plugin.id} plugin={plugin} tab={tab} reload={list.reload} />
      ) : (
        <p class="plugins-choose">{list.value && said.choose}</p>
      )}
    </div>
  )
}

export const page: Page = {
  id: 'plugins',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin'],
  icon: 'M9 3v4M15 3v4M7 7h10v4a5 5 0 0 1-10 0zM12 16v5',
  letter: 'p',
  component: PluginsPage,
}
