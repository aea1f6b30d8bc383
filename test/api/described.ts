import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AxiosResponse } from 'axios'
import OpenApiClient, { type Document } from 'openapi-client-axios'

/** What stands in the address, and what is sent. */
type Sent = { readonly params?: Record<string, string | number>; readonly body?: unknown; readonly code?: string }

type Described = {
  readonly operationId: string
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>
}

/**
 * A client that knows nothing of a host but the document it publishes. `call` asks for an operation by its name and answers the body, after a look whether
 * status and body are what the document says; with `code`, it is to be refused so.
 */
export async function createDescribed(url: string, key: string) {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document
  const made = new OpenApiClient.default({
    definition: structuredClone(document),
    axiosConfigDefaults: { baseURL: url, headers: { authorization: `Bearer ${key}` }, validateStatus: () => true },
  })
  const client = await made.init()
  const ajv = new Ajv2020({ strict: false, inlineRefs: false, formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } })
  ajv.addSchema(document, 'api')
  const operations = new Map<string, Described & { readonly pointer: string }>()
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(Object(methods)))
      operations.set(Object(operation).operationId, { ...Object(operation), pointer: `api#/paths/${escaped(path)}/${method}` })
  /** Operations that were answered as they should be when all is well. */
  const done = new Set<string>()

  function assertDescribed(operationId: string, { status, headers, data }: AxiosResponse): void {
    const { pointer, responses } = operations.get(operationId) ?? assert.fail(`There is no operation ${operationId}`)
    const type = String(headers['content-type'] ?? '').replace(/;.*/, '')
    const { $ref, content: own = {} } = responses[status] ?? {}
    const content: object = $ref === undefined ? own : Object(document.components?.responses)[$ref.replace(/^.*\//, '')].content
    if (!responses[status]) assert.fail(`${operationId} answers ${status}, which is not described: ${JSON.stringify(data).slice(0, 400)}`)
    if (status === 204) return
    const types = Object.keys(content).map((offered) => offered.replace(/;.*/, ''))
    assert.ok(types.includes(type), `${operationId} answers ${status} with ${type}, and not with ${types}`)
    if (!type.includes('json')) return
    const check = ajv.compile({
      $ref: `${$ref === undefined ? `${pointer}/responses/${status}` : `api${$ref}`}/content/${escaped(type)}/schema`,
    })
    assert.ok(
      check(data),
      `${operationId} ${status}: ${ajv.errorsText(check.errors).slice(0, 600)} in ${JSON.stringify(data).slice(0, 600)}`,
    )
  }

  async function call(operationId: string, { params = {}, body: given, code }: Sent = {}) {
    const ask = client[operationId] ?? assert.fail(`There is no operation ${operationId}`)
    const body = given ?? (operations.get(operationId)?.requestBody ? {} : undefined)
    const response = await ask(params, body, body === undefined ? {} : { headers: { 'content-type': 'application/json' } })
    assertDescribed(operationId, response)
    const told = response.status < 300 ? undefined : Object(response.data).code
    assert.equal(told, code, `${operationId} answers ${response.status} ${JSON.stringify(response.data).slice(0, 300)}`)
    if (told === undefined) done.add(operationId)
    return Object(response.data)
  }

  return { call, document, missed: () => [...operations.keys()].filter((id) => !done.has(id)), done: (id: string) => done.add(id) }
}

/** A step of a JSON Pointer in the fragment of an address. */
function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))
}
