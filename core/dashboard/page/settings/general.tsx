import { Button } from '../kit/button.tsx'
import { SelectField } from '../kit/field.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import type { Language } from '../words/language.ts'
import * as settingsWords from './words.ts'

/** What is of this browser: its language, its look, and who is signed in. */
export function General() {
  const { choices, me, signOut } = useShell()
  const words = useWords(settingsWords)
  const { system, light, dark } = words.themes
  return (
    <Panel title={words.general}>
      <div class="form-row">
        <SelectField
          label={words.language}
          hint={words.browserOnly}
          value={choices.language.value}
          onChange={(language) => choices.speak(language as Language)} // The choices below are all there are.
          choices={[
            { value: 'en', title: 'English' },
            { value: 'es', title: 'Español' },
          ]}
        />
        <SelectField
          label={words.theme}
          hint={words.browserOnly}
          value={choices.theme.value}
          onChange={(theme) => choices.light(theme as '' | 'light' | 'dark')} // As above.
          choices={[
            { value: '', title: system },
            { value: 'light', title: light },
            { value: 'dark', title: dark },
          ]}
        />
      </div>
      <div class="buttons">
        <Foreign text={words.signedIn(me.name)} class="soft" />
        <Button onPress={signOut}>{words.signOut}</Button>
        {me.role === 'admin' && (
          <a class="button" href="#/wizard">
            {words.wizard}
          </a>
        )}
      </div>
    </Panel>
  )
}
