import { isObject } from '../../base/is-object.ts'
import type { Role } from '../serve.ts'

/**
 * A way in that was given to somebody, as it is kept. What they show is not kept, only its hash. All times are ISO 8601.
 *
 * **token**: shown with every request. **session**: a browser that was signed in, by its cookie. **invite**, **code**: makes a session, once.
 */
export type Pass = {
  readonly id: string
  readonly kind: 'token' | 'session' | 'invite' | 'code'
  readonly hash: string
  readonly name: string
  readonly role: Role
  readonly overlay?: string
  readonly createdAt: string
  /** The id of who made it. */
  readonly createdBy: string
  readonly expiresAt?: string
  readonly lastUsedAt?: string
  /** Each use moves the end so far ahead. */
  readonly slidingMs?: number
  /** Of an invite: how long the session that it makes lasts. */
  readonly hours?: number
  /** Of an invite or a code: it makes no more sessions, and is kept so that whoever tries is told why. */
  readonly usedAt?: string
  /** Of a session: the id of the key or token that it stands for, and ends with. */
  readonly through?: string
  /** Of a session by the organisation's sign-in: whose it is there. */
  readonly subject?: string
}

const KINDS: readonly unknown[] = ['token', 'session', 'invite', 'code'] satisfies readonly Pass['kind'][]
const ROLES: readonly unknown[] = ['admin', 'moderator', 'game', 'overlay'] satisfies readonly Role[]
const TEXTS = ['overlay', 'through', 'subject'] as const
const TIMES = ['expiresAt', 'lastUsedAt', 'usedAt'] as const

/** What a file says is a pass. */
export function isPass(value: unknown): value is Pass {
  if (!isObject(value)) return false
  const isText = (field: string) => typeof value[field] === 'string' && value[field] !== ''
  const isTime = (field: string) => isText(field) && !Number.isNaN(Date.parse(String(value[field])))
  return (
    ['id', 'name', 'createdBy'].every(isText) &&
    /^[\w-]{43}$/.test(String(value.hash)) &&
    KINDS.includes(value.kind) &&
    ROLES.includes(value.role) &&
    isTime('createdAt') &&
    TEXTS.every((field) => value[field] === undefined || isText(field)) &&
    TIMES.every((field) => value[field] === undefined || isTime(field)) &&
    [value.slidingMs, value.hours].every((number) => number === undefined || Number.isSafeInteger(number))
  )
}
