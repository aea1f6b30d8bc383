import type { Parameter } from './document.ts'
import { nameIn } from './example.ts'
import type { Words } from './words.ts'

/** What stands in the address and the headers. */
export function ParameterList({ parameters, words }: { readonly parameters: readonly Parameter[]; readonly words: Words }) {
  if (parameters.length === 0) return null
  return (
    <section>
      <h4>{words.parameters}</h4>
      <dl class="doc-parameters">
        {parameters.map(({ name, in: place, required, description, schema }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <span class="soft">{place}</span> {required && <b class="soft">{words.required}</b>}
            </dt>
            <dd>
              <span class="mono soft">{ruleOf(schema)}</span> {description}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function ruleOf(schema: Parameter['schema']): string {
  const {
    $ref,
    enum: choices,
    type,
    minimum,
    maximum,
    format,
  } = schema as {
    readonly $ref?: string
    readonly enum?: readonly unknown[]
    readonly type?: string
    readonly minimum?: number
    readonly maximum?: number
    readonly format?: string
  }
  if ($ref) return nameIn($ref)
  if (choices) return choices.join(' | ')
  const range = minimum === undefined || maximum === undefined ? '' : ` ${minimum}–${maximum}`
  return `${format ?? type ?? ''}${range}`
}
