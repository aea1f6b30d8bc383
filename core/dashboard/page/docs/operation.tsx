import { useSignal } from '@preact/signals'
import { Badge, type Tone } from '../kit/badge.tsx'
import { Code } from './code.tsx'
import type { ApiDocument, ApiOperation } from './document.ts'
import { exampleOf } from './example.ts'
import { ParameterList } from './parameter-list.tsx'
import { TryIt } from './try-it.tsx'
import type { Words } from './words.ts'

const TONES: Readonly<Record<string, Tone>> = { GET: 'blue', POST: 'green', PUT: 'gold', PATCH: 'gold', DELETE: 'red' }

type Props = { readonly operation: ApiOperation; readonly document: ApiDocument; readonly words: Words }

/** One route: a line that opens. Its inside is made when it is opened first. */
export function Operation(props: Props) {
  const { operation, words } = props
  const { id, method, path, summary, roles } = operation
  const isOpen = useSignal(location.hash === `#${id}`)
  return (
    <details
      id={id}
      class="doc-operation"
      open={isOpen.value}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>
        <Badge tone={TONES[method] ?? 'grey'}>{method}</Badge>
        <code>{path}</code>
        <span class="doc-summary">{summary}</span>
        <span class="doc-roles">{roles === 'everyone' ? words.everyone : roles.join(', ')}</span>
      </summary>
      {isOpen.value && <Inside {...props} />}
    </details>
  )
}

function Inside({ operation, document, words }: Props) {
  const { schemas } = document.components
  const { status, type, schema } = operation.answer
  return (
    <div class="doc-inside">
      <div class="stack">
        <ParameterList parameters={operation.parameters} words={words} />
        {operation.body && <Example title={words.body} value={exampleOf(operation.body, schemas)} />}
        <Example
          title={`${words.answer} ${status}${type && type !== 'application/json' ? ` ${type}` : ''}`}
          value={schema && exampleOf(schema, schemas)}
        />
        <section>
          <h4>{words.problems}</h4>
          <dl class="doc-problems">
            {operation.problems.map(({ status: of, codes }) => (
              <div key={of}>
                <dt>{of}</dt>
                <dd class="mono">{codes.join(', ')}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <TryIt operation={operation} document={document} words={words} />
    </div>
  )
}

function Example({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <section>
      <h4>{title}</h4>
      {value !== undefined && <Code text={JSON.stringify(value, undefined, 2)} />}
    </section>
  )
}
