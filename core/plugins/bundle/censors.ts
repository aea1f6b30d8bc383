import type { AnyNode, Comment, Program } from 'acorn'
import { lowerBound } from './lower-bound.ts'

/** What SES refuses wherever it stands, in a string as much as in code: direct `eval`, `import()` and comments as in HTML. */
const CENSORED = /(?<![.])\b(?:eval(?=\s*\()|import(?=\s*(?:\(|\/[/*])))|(?<=\.\.\.)import(?=\s*(?:\(|\/[/*]))|<!--|-->/g

/** Puts `text` in place of `length` characters at `at`. */
export type Edit = { readonly at: number; readonly length: number; readonly text: string }

export type Censored = {
  readonly edits: readonly Edit[]
  /** Where a real `import()` begins. */
  readonly imports: readonly number[]
  /** Some text stands where it cannot be written otherwise: in a template with a tag, which may look at how it is written. */
  readonly inTaggedTemplate: boolean
}

/** How to write a script so that SES takes it and it means the same. Edits are in order. */
export function uncensor(
  code: string,
  { program, comments }: { readonly program: Program; readonly comments: readonly Comment[] },
): Censored {
  const edits: Edit[] = []
  const imports: number[] = []
  let inTaggedTemplate = false
  const matches = [...code.matchAll(CENSORED)]
  const nodes = nodesAt(
    program,
    matches.map(({ index }) => index),
  )
  for (const { 0: text, index: at } of matches) {
    const inComment = comments.some(({ start, end }) => start <= at && at < end)
    const [node, parent, grandparent] = nodes.get(at) ?? []
    if (inComment) edits.push({ at, length: text.length, text: ' '.repeat(text.length) })
    else if (node?.type === 'ImportExpression') imports.push(at)
    else if (node?.type === 'TemplateElement' && grandparent?.type === 'TaggedTemplateExpression') inTaggedTemplate = true
    else if (node?.type === 'Identifier' && parent?.type === 'CallExpression' && parent.callee === node)
      edits.push({ at, length: text.length, text: `(0,${text})` })
    else if (node && HAS_ESCAPES.has(node.type)) edits.push(escaped(text, at))
    else edits.push({ at: at + (text === '-->' ? 2 : 1), length: 0, text: ' ' })
  }
  return { edits, imports, inTaggedTemplate }
}

const HAS_ESCAPES: ReadonlySet<string> = new Set(['Literal', 'TemplateElement', 'Identifier', 'PrivateIdentifier'])

/**
 * The same value in a string, a template, a regular expression and, for words, a name. Not the first character, which a backslash may stand
 * before; and of `<!--` the last, since in a regular expression `<!` may belong to `(?<!`, and `!-` be a range.
 */
function escaped(text: string, at: number): Edit {
  if (text === '<!--') return { at: at + 3, length: 1, text: '\\x2d' }
  if (text === '-->') return { at: at + 2, length: 1, text: '\\x3e' }
  if (text === 'eval') return { at: at + 1, length: 1, text: '\\u0076' }
  return { at: at + 2, length: 1, text: '\\u0070' }
}

/** For each of these places, which are in order: the innermost node there, then the two around it. */
function nodesAt(program: Program, places: readonly number[]): ReadonlyMap<number, readonly AnyNode[]> {
  const found = new Map<number, readonly AnyNode[]>()
  function visit(node: AnyNode, around: readonly AnyNode[], inside: readonly number[]) {
    const path = [node, ...around.slice(0, 2)]
    for (const place of inside) found.set(place, path)
    for (const child of childrenOf(node)) {
      const within = inside.slice(lowerBound(inside, child.start), lowerBound(inside, child.end))
      if (within.length > 0) visit(child, path, within)
    }
  }
  visit(program, [], places)
  return found
}

function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
