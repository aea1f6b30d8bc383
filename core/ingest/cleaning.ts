import { boundedBytes, cleanText, isCleanText, MESSAGE, NAME, type TextRule } from './text.ts'

/** Texts as they came, by JSON Pointer, where cleaning changed them, and how many bytes more of both are kept. */
export type Originals = { readonly texts: Record<string, string>; roomBytes: number }

/** The originals of one event: 16 KiB of texts and pointers together, since what is long and dirty may be so in thousands of places. */
export function createOriginals(): Originals {
  return { texts: {}, roomBytes: 16 * 1024 }
}

/**
 * Plain data that is safe to keep: every text clean, every number a safe one, nothing that JSON cannot hold, and no key that
 * reaches a prototype. What is clean already is answered as it is. Counters saturate; what is not a number at all is left out.
 */
export function cleanData(value: unknown, pointer: string, originals: Originals): unknown {
  return isClean(value, MESSAGE, 0) ? value : cleanValue(value, { rule: MESSAGE, pointer, originals, depth: 0 })
}

const MAX_DEPTH = 32
/** What people and things are called; everything else may be as long as a message. */
const NAMES = new Set(['displayName', 'uniqueId', 'giftName', 'tipperName', 'contributor', 'name', 'title'])
/** 16 KiB of bytes as base64. */
const BYTES: TextRule = { maxBytes: 21_848, maxGraphemes: 21_848, plain: /^[\w+/=]*$/ }
const REACHES_PROTOTYPE = new Set(['__proto__', 'constructor', 'prototype'])

type At = { readonly rule: TextRule; readonly pointer: string; readonly originals: Originals; readonly depth: number }

function ruleOf(key: string): TextRule {
  return NAMES.has(key) ? NAME : key === 'data' ? BYTES : MESSAGE
}

/** Whether nothing has to be done: the common case, and so without a copy, a pointer or a list of keys. */
function isClean(value: unknown, rule: TextRule, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return isCleanText(value, rule)
    case 'number':
      return value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER && !Object.is(value, -0)
    case 'boolean':
      return true
    case 'object':
      return value === null || (depth < MAX_DEPTH && isCleanObject(value, rule, depth + 1))
    default:
      return false
  }
}

function isCleanObject(value: object, rule: TextRule, depth: number): boolean {
  if (Array.isArray(value)) return value.every((item) => isClean(item, rule, depth))
  for (const key in value) {
    // The cast is what `in` just found; the value is looked at before it is trusted.
    if (!isSafeKey(key) || !isClean((value as Record<string, unknown>)[key], ruleOf(key), depth)) return false
  }
  return true
}

/** Most keys are the same few hundred names, for ever. */
const safeKeys = new Set<string>()

function isSafeKey(key: string) {
  if (safeKeys.has(key)) return true
  const isSafe = key.length <= NAME.maxGraphemes && NAME.plain.test(key) && !REACHES_PROTOTYPE.has(key)
  if (isSafe && safeKeys.size < 1000) safeKeys.add(key)
  return isSafe
}

function cleanValue(value: unknown, at: At): unknown {
  switch (typeof value) {
    case 'string':
      return keptText(value, at)
    case 'number':
      // Adding 0 makes 0 of -0.
      return Number.isNaN(value) ? undefined : saturated(value) + 0
    case 'bigint':
      return String(value)
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : cleanObject(value, at)
    default:
      return undefined
  }
}

function cleanObject(value: object, at: At): unknown {
  if (at.depth === MAX_DEPTH) throw new TypeError(`${at.pointer} is nested deeper than ${MAX_DEPTH} levels`)
  // A list keeps its places, as JSON does.
  if (Array.isArray(value)) return value.map((item, index) => cleanItem(item, { key: String(index), rule: at.rule, at }) ?? null)
  const clean: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    const key = isSafeKey(name) ? name : cleanText(name, NAME)
    const kept = REACHES_PROTOTYPE.has(key) ? undefined : cleanItem(item, { key, rule: ruleOf(key), at })
    if (kept !== undefined) clean[key] = kept
  }
  return clean
}

function cleanItem(item: unknown, { key, rule, at }: { key: string; rule: TextRule; at: At }) {
  return isClean(item, rule, at.depth + 1) ? item : cleanValue(item, below(at, key, rule))
}

function below({ pointer, originals, depth }: At, key: string, rule: TextRule): At {
  return { rule, pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, originals, depth: depth + 1 }
}

function keptText(text: string, { rule, pointer, originals }: At) {
  const clean = cleanText(text, rule)
  if (clean !== text) keepOriginal(text, pointer, originals)
  return clean
}

function keepOriginal(text: string, pointer: string, originals: Originals) {
  const room = originals.roomBytes - Buffer.byteLength(pointer)
  const original = room > 0 ? boundedBytes(text, room) : ''
  if (original === '') return
  originals.texts[pointer] = original
  originals.roomBytes = room - Buffer.byteLength(original)
}

function saturated(value: number) {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
}
