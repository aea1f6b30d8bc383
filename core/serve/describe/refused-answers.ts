import { PROBLEMS, type ProblemCode } from '../problem.ts'
import type { JsonSchema } from '../routes/route.ts'
import type { Components } from './components.ts'
import { ref } from './ref.ts'

/** The answers to what is refused; each combination of codes stands in the document once. */
export type RefusedAnswers = {
  /** A reference to the answer with this status and one of these codes. */
  use(status: number, codes: readonly ProblemCode[]): { readonly $ref: string }
  /** All of them, by name. */
  all(): Readonly<Record<string, JsonSchema>>
}

/** Answers that are named by their status, and numbered where a status has several. */
export function createRefusedAnswers(components: Components): RefusedAnswers {
  const names = new Map<string, string>()
  const found: Record<string, JsonSchema> = {}

  function add(status: number, codes: readonly ProblemCode[]): string {
    const others = Object.keys(found).filter((name) => name.startsWith(`Refused${status}`)).length
    const name = `Refused${status}${others === 0 ? '' : `_${others + 1}`}`
    const schema = { allOf: [components.use(ref('host', 'ProblemAnswer')), { properties: { code: { enum: codes } } }] }
    const description = codes.map((code) => PROBLEMS[code].title).join('; or: ')
    found[name] = { description, content: { 'application/problem+json': { schema } } }
    return name
  }

  return {
    use(status, codes) {
      const name = names.get(codes.join()) ?? add(status, codes)
      names.set(codes.join(), name)
      return { $ref: `#/components/responses/${name}` }
    },
    all: () => found,
  }
}
