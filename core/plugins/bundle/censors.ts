import type { AnyNode, Comment, Program } from 'acorn'

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
  for (const { 0: text, index: at } of code.matchAll(CENSORED)) {
    const inComment = comments.some(({ start, end }) => start <= at && at < end)
    const [node, parent, grandparent] = pathTo(program, at)
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

/** The innermost node at a place, then what it is in, outwards. */
function pathTo(program: Program, at: number): readonly AnyNode[] {
  const path: AnyNode[] = []
  for (let node: AnyNode | undefined = program; node; node = childrenOf(node).find(({ start, end }) => start <= at && at < end))
    path.unshift(node)
  return path
}

function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
