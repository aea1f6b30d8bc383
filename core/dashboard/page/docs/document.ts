export type Schema = { readonly [name: string]: unknown }

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

type Content = { readonly [type: string]: { readonly schema?: Schema } }

type Answer = { readonly description: string; readonly content?: Content }

/** An operation as the OpenAPI document has it. */
type Described = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly 'x-roles': 'everyone' | readonly string[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: { readonly [status: string]: Answer | { readonly $ref: string } }
}

export type ApiDocument = {
  readonly tags: readonly { readonly name: string }[]
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema }; readonly responses: { readonly [name: string]: Answer } }
}

/** One route, as the page shows it. */
export type ApiOperation = {
  readonly id: string
  readonly tag: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly roles: 'everyone' | readonly string[]
  readonly parameters: readonly Parameter[]
  readonly body?: Schema
  readonly answer: { readonly status: string; readonly type?: string; readonly schema?: Schema }
  readonly problems: readonly { readonly status: string; readonly codes: readonly string[] }[]
}

/** Every operation of the document, in its order. */
export function operationsOf({ paths, components }: ApiDocument): readonly ApiOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) =>
      operationOf({ path, method: method.toUpperCase() }, described, components.responses),
    ),
  )
}

/** Those that have every word of the search, in their path, words, roles or codes. */
export function searched(operations: readonly ApiOperation[], text: string): readonly ApiOperation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return operations.filter((operation) => {
    const codes = operation.problems.flatMap(({ codes: some }) => some)
    const all = [operation.id, operation.tag, operation.method, operation.path, operation.summary, ...operation.roles, ...codes]
    const text = all.join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

function operationOf(
  { path, method }: { readonly path: string; readonly method: string },
  described: Described,
  shared: ApiDocument['components']['responses'],
): ApiOperation {
  const answers = Object.entries(described.responses).map(([status, answer]) => ({
    status,
    content: ('$ref' in answer ? shared[answer.$ref.replace(/^.*\//, '')]?.content : answer.content) ?? {},
  }))
  const answer = answers.find(({ status }) => status.startsWith('2'))
  const [type, content] = Object.entries(answer?.content ?? {})[0] ?? []
  const body = described.requestBody?.content['application/json']?.schema
  return {
    ...{ id: described.operationId, tag: described.tags[0] ?? '', method, path, summary: described.summary },
    roles: described['x-roles'],
    parameters: described.parameters,
    ...(body && { body }),
    answer: { status: answer?.status ?? '200', ...(type !== undefined && { type }), ...(content?.schema && { schema: content.schema }) },
    problems: answers
      .filter(({ status }) => !status.startsWith('2'))
      .map(({ status, content }) => ({ status, codes: codesIn(content['application/problem+json']?.schema) })),
  }
}

function codesIn(schema: Schema = {}): readonly string[] {
  const { allOf = [] } = schema as { allOf?: readonly { properties?: { code?: { enum?: readonly string[] } } }[] }
  return allOf.flatMap(({ properties }) => properties?.code?.enum ?? [])
}
