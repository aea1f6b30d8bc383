import type { Priority } from '../jobs/job.ts'
import { Refusal } from './refusal.ts'

/** A call that may be asked for. */
export type Request = { readonly number: string; readonly text: string; readonly language: string; readonly priority: Priority }

const MAX_CHARS = 1000
const NUMBER = /^\+?[0-9]{3,15}$/
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/

/** Reads what came from outside, `{ text, phone_number, language, priority }`, whatever it is. Throws Refusal. */
export function readRequest(body: unknown, language: string): Request {
  const asked = Object(body) as Readonly<Record<string, unknown>>
  const priority = asked.priority === 'high' ? 'high' : 'normal'
  return { text: textOf(asked.text), number: numberOf(asked.phone_number), language: languageOf(asked.language ?? language), priority }
}

/** A number as it is dialled: ASCII digits and nothing else, maybe with a + before. Throws Refusal. */
export function numberOf(value: unknown): string {
  if (typeof value !== 'string' || !NUMBER.test(value))
    throw new Refusal('phone_number must be 3 to 15 digits, with a + before them or without: "3005050149"')
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Refusal('text must not be empty')
  if (Array.from(value).length > MAX_CHARS) throw new Refusal(`text must not be longer than ${MAX_CHARS} characters`)
  return value
}

function languageOf(value: unknown): string {
  if (typeof value !== 'string' || !LANGUAGE.test(value)) throw new Refusal('language must be a code such as "es" or "es-CO"')
  return value
}
