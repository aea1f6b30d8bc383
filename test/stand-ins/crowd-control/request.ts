/** A message to a game, as the documentation has it. */
export type Request = {
  readonly id: number
  readonly type: number
  readonly code?: string
  readonly message?: string
  readonly viewer?: string
  readonly viewers?: readonly Readonly<Record<string, string>>[]
  readonly cost?: number
  readonly duration?: number
  readonly quantity?: number
  readonly parameters?: unknown
  readonly targets?: readonly unknown[]
}

const isWhole = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isText = (value: unknown) => typeof value === 'string'
const isList = (value: unknown) => Array.isArray(value)

/** Each field of the documentation, and what may be in it. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => isWhole(value) && Number(value) <= 0xffff_ffff,
  type: (value) => [0, 1, 2, 0x10, 0x20, 0xd0, 0xe0, 0xf0, 0xfd, 0xff].includes(Number(value)),
  code: isText,
  message: isText,
  viewer: isText,
  viewers: isList,
  targets: isList,
  cost: isWhole,
  duration: isWhole,
  quantity: (value) => isWhole(value) && Number(value) <= 0xffff_ffff,
  parameters: (value) => typeof value === 'object',
}

/** What of a message the documentation does not have. */
export function problemsOf(request: Request): readonly string[] {
  const strange = Object.entries(request).flatMap(([name, value]) => (FIELDS[name]?.(value) ? [] : [`${name}: ${JSON.stringify(value)}`]))
  const missing = ['id', 'type', ...([0, 1, 2].includes(request.type) ? ['code'] : [])].filter((name) => !(name in request))
  return [...strange, ...missing.map((name) => `${name} is missing`)]
}
