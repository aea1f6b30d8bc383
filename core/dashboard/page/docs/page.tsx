import { useComputed, useSignal } from '@preact/signals'
import { keepKey, keptKey } from '../host/access.ts'
import { boundTo, TextField } from '../kit/field.tsx'
import { type ApiDocument, operationsOf, searched } from './document.ts'
import { Operation } from './operation.tsx'
import type { Words } from './words.ts'

/** Every route by what it is about, with a search. */
export function Page({ document, words }: { readonly document: ApiDocument; readonly words: Words }) {
  const all = operationsOf(document)
  const text = useSignal('')
  const key = useSignal(keptKey() ?? '')
  const found = useComputed(() => searched(all, text.value))
  return (
    <main class="doc">
      <header class="doc-head">
        <h1>{words.title}</h1>
        <p class="soft">
          {words.lead} <a href="/api/openapi.json">{words.document}</a>
        </p>
        <div class="form-row">
          <TextField label={words.search} type="search" hint={words.searchHint} {...boundTo(text)} />
          <TextField
            label={words.key}
            type="password"
            hint={words.keyHint}
            value={key.value}
            onChange={(value) => {
              key.value = value
              keepKey(value)
            }}
          />
        </div>
        <p class="soft" role="status">
          {found.value.length > 0 ? words.found(found.value.length) : words.nothing}
        </p>
      </header>
      {document.tags.map(({ name }) => {
        const operations = found.value.filter(({ tag }) => tag === name)
        return operations.length === 0 ? null : (
          <section key={name} class="doc-tag" aria-label={name}>
            <h2>{name}</h2>
            {operations.map((operation) => (
              <Operation key={operation.id} operation={operation} document={document} words={words} />
            ))}
          </section>
        )
      })}
    </main>
  )
}
