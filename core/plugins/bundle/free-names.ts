import type * as acorn from 'acorn'
import { recursive } from 'acorn-walk'

/** Names of one function: what it declares, and what it and the functions in it read and change. Blocks have no scope of their own. */
type Names = { readonly declared: Set<string>; readonly read: Set<string>; readonly changed: Set<string> }
type Scope = { readonly names: Names /** What a name in a pattern means. */; readonly pattern: 'declared' | 'changed' }

type Next = (node: acorn.AnyNode, scope: Scope, as?: string) => void
type Visitor<N> = (node: N, scope: Scope, next: Next) => void

/** What a script calls its global object. */
const GLOBAL_OBJECT: ReadonlySet<string> = new Set(['globalThis', 'self', 'window', 'global'])
/** Functions that change the object they are given first. */
const CHANGERS: ReadonlySet<string> = new Set(['assign', 'defineProperty', 'defineProperties', 'deleteProperty', 'set'])

/**
 * Which of these names a script reads without declaring them, and never changes, be it by name or as a property of the global object.
 * A change through another name for the global object, as after `const root = globalThis`, is not seen.
 */
export function unchangedNames(program: acorn.Program, wanted: ReadonlySet<string>): readonly string[] {
  const all = emptyNames()
  const scope: Scope = { names: all, pattern: 'changed' }
  // acorn-walk's types know nothing of the steps that its own walk takes between nodes, such as Pattern.
  recursive(program, scope, visitors(wanted) as Parameters<typeof recursive<Scope>>[2])
  return [...all.read].filter((name) => wanted.has(name) && !all.declared.has(name) && !all.changed.has(name)).sort()
}

const emptyNames = (): Names => ({ declared: new Set(), read: new Set(), changed: new Set() })

function visitors(wanted: ReadonlySet<string>) {
  const inFunction: Visitor<acorn.Function> = (node, { names: outer }, next) => {
    const names = emptyNames()
    if (node.id) (node.type === 'FunctionDeclaration' ? outer : names).declared.add(node.id.name)
    for (const param of node.params) next(param, { names, pattern: 'declared' }, 'Pattern')
    next(node.body, { names, pattern: 'changed' }, node.body.type === 'BlockStatement' ? 'Statement' : 'Expression')
    for (const use of ['read', 'changed'] as const) for (const name of names[use]) if (!names.declared.has(name)) outer[use].add(name)
  }
  const Class: Visitor<acorn.Class> = (node, scope, next) => {
    if (node.id) scope.names.declared.add(node.id.name)
    if (node.superClass) next(node.superClass, scope, 'Expression')
    next(node.body, scope)
  }
  const VariableDeclarator: Visitor<acorn.VariableDeclarator> = (node, scope, next) => {
    next(node.id, { ...scope, pattern: 'declared' }, 'Pattern')
    if (node.init) next(node.init, scope, 'Expression')
  }
  const CatchClause: Visitor<acorn.CatchClause> = (node, scope, next) => {
    if (node.param) next(node.param, { ...scope, pattern: 'declared' }, 'Pattern')
    next(node.body, scope, 'Statement')
  }
  const AssignmentPattern: Visitor<acorn.AssignmentPattern> = (node, scope, next) => {
    next(node.left, scope, 'Pattern')
    next(node.right, { ...scope, pattern: 'changed' }, 'Expression')
  }
  const Identifier: Visitor<acorn.Identifier> = ({ name }, { names }) => void names.read.add(name)
  const VariablePattern: Visitor<acorn.Identifier> = ({ name }, { names, pattern }) => void names[pattern].add(name)
  const inFor: Visitor<acorn.ForInStatement | acorn.ForOfStatement> = ({ left, right, body }, scope, next) => {
    next(left, scope, left.type === 'VariableDeclaration' ? undefined : 'Pattern')
    next(right, scope, 'Expression')
    next(body, scope, 'Statement')
  }
  const MemberPattern: Visitor<acorn.MemberExpression> = (node, scope, next) => {
    change(node, scope)
    next(node, scope)
  }
  const UpdateExpression: Visitor<acorn.UpdateExpression> = ({ argument }, scope, next) => {
    change(argument, scope)
    next(argument, scope, 'Expression')
  }
  const UnaryExpression: Visitor<acorn.UnaryExpression> = ({ operator, argument }, scope, next) => {
    if (operator === 'delete') change(argument, scope)
    next(argument, scope, 'Expression')
  }
  const CallExpression: Visitor<acorn.CallExpression> = (node, scope, next) => {
    for (const name of changedBy(node)) scope.names.changed.add(name)
    next(node.callee, scope, 'Expression')
    for (const argument of node.arguments) next(argument, scope, 'Expression')
  }

  function change(target: acorn.AnyNode, { names }: Scope): void {
    if (target.type === 'Identifier') names.changed.add(target.name)
    if (target.type === 'MemberExpression' && isGlobalObject(target.object)) for (const name of keysOf(target)) names.changed.add(name)
  }
  /** Any of them, when the key is only known at run time. */
  function keysOf({ property, computed }: acorn.MemberExpression): Iterable<string> {
    if (!computed && property.type === 'Identifier') return [property.name]
    return property.type === 'Literal' ? [String(property.value)] : wanted
  }
  function changedBy({ callee, arguments: [target, key] }: acorn.CallExpression): Iterable<string> {
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !CHANGERS.has(callee.property.name)) return []
    if (!target || !isGlobalObject(target)) return []
    return key?.type === 'Literal' ? [String(key.value)] : wanted
  }

  return {
    Function: inFunction,
    Class,
    VariableDeclarator,
    CatchClause,
    AssignmentPattern,
    Identifier,
    VariablePattern,
    ForInStatement: inFor,
    ForOfStatement: inFor,
    MemberPattern,
    UpdateExpression,
    UnaryExpression,
    CallExpression,
  }
}

function isGlobalObject(node: acorn.AnyNode): boolean {
  return node.type === 'Identifier' && GLOBAL_OBJECT.has(node.name)
}
