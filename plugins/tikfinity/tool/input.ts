import { fill, type Values } from '#sdk/template'

/** The input of an action: JSON that is read first, and whose texts are filled in then, so that no viewer's text can change what it is. */
export function inputOf(template: string, values: Values): unknown {
  return filled(JSON.parse(template.trim() || '{}'), values)
}

function filled(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return filledText(value, values)
  if (Array.isArray(value)) return value.map((item) => filled(item, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]))
}

/** A text that is nothing but the name of a number becomes that number. */
function filledText(text: string, values: Values): unknown {
  const name = /^\{([a-zA-Z]+)\}$/.exec(text)?.[1]
  const value = name === undefined || !Object.hasOwn(values, name) ? undefined : values[name]
  return typeof value === 'number' ? value : fill(text, values, (viewers) => viewers)
}
