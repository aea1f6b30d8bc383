import { useComputed, useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { copyText } from '../kit/clipboard.ts'
import { boundTo, TextArea, TextField } from '../kit/field.tsx'
import { Code } from './code.tsx'
import { curlOf, type Prepared } from './curl.ts'
import type { ApiDocument, ApiOperation } from './document.ts'
import { exampleOf, leastOf } from './example.ts'
import { type Reply, send } from './send.ts'
import type { Words } from './words.ts'

type Props = { readonly operation: ApiOperation; readonly document: ApiDocument; readonly words: Words }

/** Fills in a request, shows it as a command, and sends it. */
export function TryIt({ operation, document, words }: Props) {
  const { schemas } = document.components
  const fields = operation.parameters.filter(({ in: place }) => place !== 'header')
  const values = useSignal<Readonly<Record<string, string>>>(
    Object.fromEntries(
      fields.filter(({ required }) => required).map(({ name, schema }) => [name, String(exampleOf(schema, schemas) ?? '')]),
    ),
  )
  const body = useSignal(operation.body ? JSON.stringify(leastOf(operation.body, schemas), undefined, 2) : '')
  const reply = useSignal<Reply | string | undefined>(undefined)
  const isCopied = useSignal(false)
  const prepared = useComputed(() => preparedOf(operation, values.value, body.value))
  const curl = useComputed(() => curlOf(prepared.value, { isOpen: operation.roles === 'everyone' }))
  const canSend = operation.answer.type === undefined || operation.answer.type === 'application/json'

  const press = async () => {
    reply.value = await send(prepared.value).catch(() => words.unreachable)
  }
  const copy = async () => {
    await copyText(curl.value)
    isCopied.value = true
  }
  return (
    <section class="doc-try">
      <h4>{words.tryIt}</h4>
      <div class="form-row">
        {fields.map(({ name, required }) => (
          <TextField
            key={name}
            label={name}
            isRequired={required}
            value={values.value[name] ?? ''}
            onChange={(value) => {
              values.value = { ...values.value, [name]: value }
            }}
          />
        ))}
      </div>
      {operation.body && <TextArea label={words.body} rows={5} {...boundTo(body)} />}
      <p class="soft">{words.curl}</p>
      <Code text={curl.value} />
      <div class="buttons">
        {canSend && (
          <Button tone="primary" onPress={press}>
            {words.send}
          </Button>
        )}
        <Button onPress={copy}>{isCopied.value ? words.copied : words.copy}</Button>
        <span class="hint">{canSend ? operation.method !== 'GET' && words.real : words.notHere}</span>
      </div>
      <div aria-live="polite">{reply.value !== undefined && <Replied reply={reply.value} />}</div>
    </section>
  )
}

function Replied({ reply }: { readonly reply: Reply | string }) {
  if (typeof reply === 'string') return <p class="wrong">{reply}</p>
  return (
    <>
      <p class="light" data-tone={reply.status < 400 ? 'green' : 'red'}>
        {reply.status} · {reply.ms} ms
      </p>
      {reply.text && <Code text={reply.text} />}
    </>
  )
}

function preparedOf(
  { method, path, parameters, body: takesBody }: ApiOperation,
  values: Readonly<Record<string, string>>,
  body: string,
): Prepared {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
  const query = parameters.flatMap(({ name, in: place }) =>
    place === 'query' && values[name] ? [[name, values[name]] as [string, string]] : [],
  )
  const url = `${location.origin}${address}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`
  return { method, url, ...(takesBody && { body }) }
}
