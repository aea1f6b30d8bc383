import type { SettingsAnswer } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import type { Page } from '../shell/page.ts'
import { useShell } from '../shell/shell.ts'
import { Backups } from './backups.tsx'
import { Features } from './features.tsx'
import { General } from './general.tsx'
import { SettingsForm } from './settings-form.tsx'
import './settings.css'

export const page: Page = {
  id: 'settings',
  title: { en: 'Settings', es: 'Ajustes' },
  roles: ['admin', 'moderator'],
  icon: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  letter: 'e',
  component: SettingsPage,
}

/** General is of this browser and everyone's; the rest is the operator's. */
function SettingsPage() {
  const { me } = useShell()
  return (
    <div class="settings">
      <General />
      {me.role === 'admin' && <Operators />}
    </div>
  )
}

function Operators() {
  const { client } = useShell()
  const { value, problem, reload } = useLoad(() => client.get<SettingsAnswer>('/api/settings'))
  return (
    <>
      {problem && <Empty>{problem}</Empty>}
      {value && <SettingsForm key={JSON.stringify(value.settings)} settings={value.settings} onSaved={reload} />}
      <Backups />
      <Features />
    </>
  )
}
