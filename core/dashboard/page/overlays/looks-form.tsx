import type { Signal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { type Choice, SelectField, TextField } from '../kit/field.tsx'
import { Panel } from '../kit/panel.tsx'
import { useWords } from '../shell/shell.ts'
import { AS_DESIGNED, type Looks } from './looks.ts'
import * as words from './words.ts'

/** What is chosen for every page and link below it. */
export function LooksForm({ looks }: { readonly looks: Signal<Looks> }) {
  const said = useWords(words)
  const choose = <F extends keyof Looks>(field: F, value: string) => {
    looks.value = { ...looks.value, [field]: value as Looks[F] } // One of the choices that the field offers.
  }
  const select = <F extends keyof Looks>(field: F, label: string, titles: Readonly<Record<string, string>>) => (
    <SelectField label={label} value={looks.value[field]} onChange={(value) => choose(field, value)} choices={choicesOf(titles)} />
  )
  return (
    <Panel title={said.looks} actions={<Button onPress={() => (looks.value = AS_DESIGNED)}>{said.reset}</Button>}>
      <div class="form-row overlays-looks">
        {select('theme', said.theme, said.themes)}
        <TextField
          label={said.scale}
          type="number"
          min={0.2}
          max={5}
          step={0.1}
          value={looks.value.scale}
          onChange={(value) => choose('scale', value)}
        />
        {select('position', said.position, said.positions)}
        {select('align', said.align, said.aligns)}
        {select('language', said.language, said.languages)}
        {select('size', said.size, said.sizes)}
        {select('backdrop', said.backdrop, said.backdrops)}
      </div>
      <p class="hint">{said.looksHint}</p>
    </Panel>
  )
}

function choicesOf(titles: Readonly<Record<string, string>>): readonly Choice[] {
  return Object.entries(titles).map(([value, title]) => ({ value, title }))
}
