import { isDeeper } from '../base/is-deeper.ts'

const MAX_DEPTH = 32
/** Plugins nest no deeper than 32 levels in what they hand out, as long as their sandbox holds. */
const MAX_PUBLISHED_DEPTH = 64
const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

/** JSON from outside: at most 32 deep, without keys that reach prototypes or are there twice, without numbers that a double cannot hold. */
export function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  const parsed = parse(text)
  if (!parsed) return { fault: 'Not JSON' }
  const fault = faultOf(parsed.value, 1) ?? (membersIn(text) > membersOf(parsed.value) ? 'A key is there twice' : undefined)
  return fault ? { fault } : parsed
}

/**
 * What a plugin published. Undefined when it is not one JSON value, which would break the message around it, or nests so deep that putting it into another
 * text would overflow the stack.
 */
export function readPublished(text: string): { readonly value: unknown } | undefined {
  const parsed = parse(text)
  return parsed && !isDeeper(parsed.value, MAX_PUBLISHED_DEPTH) ? parsed : undefined
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function faultOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'number') return isExact(value) ? undefined : 'A number is too large; write it as a string'
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > MAX_DEPTH) return `Nested more than ${MAX_DEPTH} deep`
  if (Object.keys(value).some((key) => FORBIDDEN.includes(key))) return 'A key is not allowed'
  for (const child of Object.values(value)) {
    const fault = faultOf(child, depth + 1)
    if (fault) return fault
  }
  return undefined
}

const STRINGS = /"(?:[^"\\]|\\.)*"/g

/** How many members objects have in a text that is JSON: a colon outside of strings stands for each. */
function membersIn(text: string): number {
  return text.replace(STRINGS, '').split(':').length - 1
}

/** How many are left of them: of two with one name the last. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const children = Object.values(value)
  return children.reduce((sum: number, child) => sum + membersOf(child), Array.isArray(value) ? 0 : children.length)
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}
