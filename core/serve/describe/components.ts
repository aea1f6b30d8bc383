import type { JsonSchema } from '../routes/route.ts'

/** Collects what schemas refer to, so that one document holds it all. */
export type Components = {
  /** The schema with its references turned to `#/components/schemas/<name>`; `from` is the `$id` of the file it stands in. */
  use(schema: JsonSchema, from?: string): JsonSchema
  /** The fields of an object schema, whether it stands there or is referred to. */
  fields(schema: JsonSchema): { readonly properties: Readonly<Record<string, JsonSchema>>; readonly required: readonly string[] }
  /** All that was referred to, by name. */
  all(): Readonly<Record<string, JsonSchema>>
}

/** Draft-07 files become the schemas of an OpenAPI 3.1 document; what nobody refers to is left out. */
export function createComponents(files: readonly JsonSchema[]): Components {
  const byId = new Map(files.map((file) => [String(file.$id), file]))
  const names = new Map<string, string>()
  const found = new Map<string, JsonSchema>()

  function use(schema: JsonSchema, from = ''): JsonSchema {
    // An object goes in, so an object comes out.
    return rewritten(schema, from) as JsonSchema
  }

  function rewritten(value: unknown, from: string): unknown {
    if (Array.isArray(value)) return value.map((item) => rewritten(item, from))
    if (typeof value !== 'object' || value === null) return value
    const fields = Object.entries(value).filter(([name]) => !FILE_ONLY.includes(name))
    return Object.fromEntries(
      fields.map(([name, field]) =>
        name === '$ref' && typeof field === 'string' ? [name, refTo(absolute(field, from))] : [name, rewritten(field, from)],
      ),
    )
  }

  function refTo(address: string): string {
    const name = names.get(address) ?? add(address)
    return `#/components/schemas/${name}`
  }

  function add(address: string): string {
    const [file = '', pointer = ''] = address.split('#')
    const name = nameOf(file, pointer, (taken) => found.has(taken))
    names.set(address, name)
    // Known before it is looked into: it may refer to itself.
    found.set(name, {})
    found.set(name, use(at(byId.get(file), pointer, address), file))
    return name
  }

  function fields(schema: JsonSchema): ReturnType<Components['fields']> {
    const name = typeof schema.$ref === 'string' ? refTo(absolute(schema.$ref, '')).replace(/^.*\//, '') : undefined
    const { properties = {}, required = [] } = (name === undefined ? use(schema) : found.get(name)) as Partial<
      ReturnType<Components['fields']>
    >
    return { properties, required }
  }

  return { use, fields, all: () => Object.fromEntries([...found].sort(([one], [other]) => (one < other ? -1 : 1))) }
}

const FILE_ONLY = ['$id', '$schema', 'definitions']

/** Where a reference leads: `<file>#<pointer>`. */
function absolute(reference: string, from: string): string {
  const { pathname, hash } = new URL(reference, new URL(from, 'schemas:/'))
  return `${pathname.slice(1)}${hash || '#'}`
}

function at(file: JsonSchema | undefined, pointer: string, address: string): JsonSchema {
  const steps = pointer.split('/').slice(1)
  const found = steps.reduce<unknown>((value, step) => Object(value)[step], file)
  if (typeof found !== 'object' || found === null) throw new TypeError(`There is no schema at ${address}`)
  // Checked right above.
  return found as JsonSchema
}

/** The definition's own name; with its file's in front where that is taken or there is none. */
function nameOf(file: string, pointer: string, isTaken: (name: string) => boolean): string {
  const own = pascal(file.replace(/^.*\//, '').replace(/\..*$/, ''))
  const [, definition] = /^\/definitions\/([^/]+)$/.exec(pointer) ?? []
  return definition !== undefined && !isTaken(definition) ? definition : own + pascal(pointer.replace(/^.*\//, ''))
}

function pascal(text: string): string {
  return text.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
}
