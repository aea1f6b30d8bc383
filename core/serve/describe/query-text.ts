import type { JsonSchema } from '../routes/route.ts'

/** Reads numbers and booleans of a query from their texts, where the schema of a field says that it is one; anything else stays a text. */
export function readQueryTexts(
  texts: Readonly<Record<string, string>>,
  { properties = {} }: { readonly properties?: Readonly<Record<string, JsonSchema>> },
  definitionOf: (reference: string) => JsonSchema,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const field = Object.hasOwn(properties, name) ? (properties[name] ?? {}) : {}
      const { type } = typeof field.$ref === 'string' ? definitionOf(field.$ref) : field
      return [name, READ[String(type)]?.(text) ?? text]
    }),
  )
}

const READ: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : undefined),
  number: (text) => (/^-?\d{1,16}(\.\d{1,16})?$/.test(text) ? Number(text) : undefined),
  boolean: (text) => ({ true: true, false: false })[text],
}
