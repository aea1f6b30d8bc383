import { parse } from 'acorn'
import { full } from 'acorn-walk'
import type { Permissions } from '../../schemas/types.ts'

/** The powers that a manifest can ask for, in Deno's words. */
export const POWERS = ['net', 'listen', 'read', 'write', 'env', 'run', 'wasm'] as const
export type PowerName = (typeof POWERS)[number]

/** A use of a power in code: what is written there, and which powers it may need; one of them is enough. */
export type Use = { readonly what: string; readonly powers: readonly PowerName[] }

const GLOBALS: ReadonlyMap<string, readonly PowerName[]> = new Map([
  ['fetch', ['net']],
  ['WebSocket', ['net']],
  ['WebAssembly', ['wasm']],
])

const OF_DENO: ReadonlyMap<string, readonly PowerName[]> = new Map(
  Object.entries({
    ...{
      connect: ['net'],
      connectTls: ['net'],
      listen: ['listen'],
      serve: ['listen'],
      env: ['env'],
      Command: ['run'],
      open: ['read', 'write'],
      copyFile: ['read', 'write'],
      create: ['write'],
    },
    ...{ readFile: ['read'], readTextFile: ['read'], readDir: ['read'], stat: ['read'], lstat: ['read'], realPath: ['read'] },
    ...{ writeFile: ['write'], writeTextFile: ['write'], mkdir: ['write'], remove: ['write'], rename: ['write'] },
  } satisfies Record<string, readonly PowerName[]>),
)

type EmitGrant = NonNullable<Permissions['emit']>[number]
const EMIT_GRANTS = {
  ...{ gift: true, giftStreak: true, tip: true, subscribe: true },
  ...{ connected: true, disconnected: true, streamStart: true, streamEnd: true },
} as const satisfies Record<EmitGrant, true>
const isEmitGrant = (type: unknown): type is EmitGrant => typeof type === 'string' && Object.hasOwn(EMIT_GRANTS, type)

type Node = { readonly type: string; readonly [field: string]: unknown }

/** What a module uses of the powers, as far as reading it tells; each once. Nothing where it cannot be read. */
export function powersUsed(code: string): readonly Use[] {
  const found = new Map<string, Use>()
  const own = new Set<string>()
  const add = (what: string, powers: readonly PowerName[] | undefined) => powers && found.set(what, { what, powers })
  // Every node that acorn makes has a type; the fields are asked for one by one.
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (raw, _, kind) => {
    const node = raw as unknown as Node
    if (kind === 'VariablePattern') own.add(String(node.name))
    if (kind === 'Identifier') add(String(node.name), GLOBALS.get(String(node.name)))
    if (node.type !== 'MemberExpression') return
    const [object, name] = [nameOf(node.object as Node), memberOf(node)]
    if (object === 'Deno') add(`Deno.${name}`, OF_DENO.get(name ?? ''))
    if (object === 'globalThis' || object === 'self') add(name ?? '', GLOBALS.get(name ?? ''))
  })
  // A name that the module gives to something of its own is not the global.
  return [...found.values()].filter(({ what }) => !own.has(what))
}

/** The actions of other plugins that a module calls by a name written there, as `host.actions.call('tts.say', …)`. */
export function actionsCalled(code: string): readonly string[] {
  const actions = new Set<string>()
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (raw) => {
    const { type, callee, arguments: given } = raw as unknown as Node & { readonly callee?: Node; readonly arguments?: readonly Node[] }
    if (type !== 'CallExpression' || callee?.type !== 'MemberExpression' || memberOf(callee) !== 'call') return
    const name = given?.[0]?.value
    if (nameOf(callee.object as Node) === 'actions' && typeof name === 'string') actions.add(name)
  })
  return [...actions]
}

/** The types of events that a module emits by a name written there, as `host.emit({ eventType: 'tip', … })`, as far as they have to be asked for. */
export function eventsEmitted(code: string): readonly EmitGrant[] {
  const types = new Set<EmitGrant>()
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (raw) => {
    const { type, callee, arguments: given } = raw as unknown as Node & { readonly callee?: Node; readonly arguments?: readonly Node[] }
    if (type !== 'CallExpression' || !callee || nameOf(callee) !== 'emit' || given?.[0]?.type !== 'ObjectExpression') return
    const properties = given[0].properties as readonly Node[]
    const { value } = Object(properties.find(({ key }) => nameOfKey(key) === 'eventType')?.value) as Partial<Node>
    if (isEmitGrant(value)) types.add(value)
  })
  return [...types]
}

/** Every text in a module, for example the parts of addresses. */
export function textsIn(code: string): readonly string[] {
  const texts: string[] = []
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (raw) => {
    const node = raw as unknown as Node
    if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value)
    if (node.type === 'TemplateElement') texts.push(String(Object(node.value).cooked ?? ''))
  })
  return texts
}

/** The last name of an expression: `Deno` of Deno and of globalThis.Deno. */
function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return String(node.name)
  return node.type === 'MemberExpression' ? memberOf(node) : undefined
}

/** Of a property as it is written: `eventType` of eventType and of 'eventType'. */
function nameOfKey(key: unknown): unknown {
  const { name, value } = Object(key) as Partial<Node>
  return name ?? value
}

function memberOf(node: Node): string | undefined {
  const property = node.property as Node
  if (node.computed) return typeof property.value === 'string' ? property.value : undefined
  return typeof property.name === 'string' ? property.name : undefined
}
